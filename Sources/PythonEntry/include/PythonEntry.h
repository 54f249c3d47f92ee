/// Calls from Python to kernels: numbers, arrays and tensors are taken as they are, looked at, and
/// results are made, all in one builtin function, which costs a tenth of what the same takes in
/// Python.
///
/// One library serves every version of Python, NumPy and PyTorch, so none of their headers are
/// used: functions come from the process (`neuralc_interpreter`), tensors are seen as DLPack says,
/// and of objects only the fields named here are read. `neuralc._kernels` has the other side of the
/// structures: `interpreter` fills in what is used of the process and makes sure that objects are
/// laid out so, `entry` makes plans.
#ifndef NEURALC_PYTHON_ENTRY_H
#define NEURALC_PYTHON_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What every object begins with.
struct object {
  int64_t references;
  const struct object *type;
};

/// An array of NumPy.
struct array {
  struct object head;
  char *data;
  int32_t rank;
  const int64_t *lengths;
  const int64_t *strides;  // In bytes.
  struct object *base;
  const struct object *dtype;
  int32_t flags;
};

/// A tensor as DLPack shows it.
struct tensor {
  char *data;
  int32_t device_type, device_id;
  int32_t rank;
  uint8_t code, bits;
  uint16_t lanes;
  const int64_t *lengths;
  const int64_t *strides;  // In numbers.
  uint64_t offset;         // In bytes.
};

/// A tensor that has an owner, as DLPack hands it over.
struct managed_tensor {
  uint32_t major, minor;
  void *context;
  void (*deleter)(struct managed_tensor *);
  uint64_t flags;
  struct tensor tensor;
};

/// What is used of the process, to be filled in before the first call: functions of Python, NumPy
/// and PyTorch as their documentation has them, and types by which objects are recognised.
extern struct interpreter {
  void *(*address_of)(struct object *number);
  struct object *(*integer)(long);
  double (*as_double)(struct object *);
  struct object *(*number)(double);
  struct object *(*error)(void);
  void (*forget_error)(void);
  void (*keep)(struct object *);
  void (*release)(struct object *);
  struct object *(*tuple)(intptr_t count);
  intptr_t (*count)(struct object *tuple);
  struct object *(*item)(struct object *tuple, intptr_t);
  int (*set_item)(struct object *tuple, intptr_t, struct object *stolen);
  struct object *(*dictionary)(void);
  intptr_t (*size)(struct object *dictionary);
  intptr_t (*length)(struct object *);
  struct object *(*find)(struct object *dictionary, struct object *key);
  int (*set)(struct object *dictionary, struct object *key, struct object *value);
  int (*next)(struct object *dictionary, intptr_t *place, struct object **key, struct object **);
  void *(*unlock)(void);
  void (*lock)(void *thread);
  struct object *(*call_method)(struct object *name, struct object *const *self, size_t, void *);
  struct object *(*empty_array)(int rank, const int64_t *lengths, struct object *stolen_dtype, int);
  int (*view)(struct object *tensor, struct tensor *);
  int64_t views_are_slow;  // Whether other threads may run while it looks.
  // These two are null where PyTorch has none.
  int (*empty_tensor)(struct tensor *prototype, struct managed_tensor **, void *context,
                      void (*fail)(void *context, const char *kind, const char *message));
  int (*object_of)(struct managed_tensor *stolen, struct object **);
  struct object *none, *no, *is_negative, *storage;  // The last two are names of methods.
  const struct object *float_type, *int_type, *tuple_type, *dictionary_type;
  const struct object *array_type, *tensor_type, *parameter_type, *storage_type;
} neuralc_interpreter;

/// An object that a call takes or gives.
struct record {
  int64_t kind;  // One of `enum kind`.
  int64_t rank;
  const int64_t *lengths;  // Strides in bytes are behind them.
  struct object *dtype;    // Of arrays.
  int64_t flags;           // That an array must have.
  int64_t bits;            // Of tensors' numbers.
  void *target;            // Where the address of its memory goes, or where its numbers are.
  int64_t before, behind;  // Bytes around the address that belong to it.
  int64_t sum;             // Bytes to set to 0 before the kernel adds to them.
  struct object *name;     // Of what is found in a dictionary or goes to one.
  struct object *result;   // What is given, from when it is made.
  struct object *held;     // What has a tensor's memory, until the call has read it.
};

enum kind { NUMBER64, NUMBER32, ARRAY, TENSOR, WIDENED_TENSOR };

/// A part of a batch that the kernel is called for.
struct part {
  int64_t begin, end;
  void **outputs;  // Address and stride of each.
};

/// Calls of one kernel, one at a time.
struct plan {
  int32_t (*kernel)(void *inputs, void *outputs, int64_t begin, int64_t end, void *limit, void *);
  void *inputs, **outputs;  // Address and stride of each.
  int64_t count;            // Of items.
  void *failure;
  int64_t recursive;  // Whether the kernel looks at how much of the stack is left.
  int64_t named;       // Whether all outputs but the first go to a dictionary.
  int64_t positional;  // How many values come by position.
  int64_t value_count, parameter_count, output_count;
  struct record *records;  // Of values, of the module's own parameters, of outputs.
  int64_t bits;            // Of the kernel's numbers.
  int64_t part_count;      // 0 for a batch in one piece.
  struct part *parts;
  char *sums;         // Of each part, those of all outputs that are summed.
  int64_t patience;  // Nanoseconds after which parts that are left are not begun.
};

/// What a call gives beside the status of a kernel: the objects are not what the plan is made for;
/// or the parts of the batch take so long that they are left to whoever calls, as without a kernel.
enum { UNFIT = -1, TAKES_LONG = -2 };

/// `call(args, kwargs, parameters, out)`, of a function whose `self` is the address of a plan:
/// `out` is what `CompiledModule.value_and_grad` takes.
///
/// The value, and a dictionary of the other outputs, or all outputs in a tuple; or else a number:
/// `UNFIT`, the status of the kernel, or `TAKES_LONG`, or 0 where the plan has none. After these
/// two, whoever runs the kernel calls `neuralc_collect`.
struct object *neuralc_call(struct object *self, struct object *const *arguments, intptr_t count);

/// `collect()`: the results that a call has prepared.
struct object *neuralc_collect(struct object *self, struct object *const *arguments, intptr_t);

/// Functions of Python with which work that has let go of the interpreter's lock has signals handled,
/// to be filled in before `neuralc_is_interrupted` is called.
extern struct signals {
  int (*lock)(void);
  void (*unlock)(int state);
  int (*handle)(void);
  void (*take_error)(struct object **kind, struct object **error, struct object **traceback);
  void (*set_error)(struct object *kind, struct object *error, struct object *traceback);
} neuralc_signals;

/// Whether the handler of a signal has raised an exception, which is kept. To be asked in Python's main
/// thread, as often as one likes: it looks some twenty times a second.
bool neuralc_is_interrupted(void);

/// Raises that exception.
struct object *neuralc_raise(void);

/// The lowest address that a kernel may reach in this thread; null where that is not known.
char *neuralc_stack_limit(void);

/// Where the fields of objects are that are read, in bytes: the type of each; of arrays memory,
/// rank, lengths, strides, dtype and flags.
extern const int64_t neuralc_layout[7];

#endif
