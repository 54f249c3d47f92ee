#include "PythonEntry.h"

#include <stdbool.h>
#include <string.h>

#include "parts.h"

enum { CPU = 1, FLOAT = 2 };  // Of DLPack.
enum { NO_MEMORY = -3 };      // Beside those of the header: an exception is set.

struct interpreter neuralc_interpreter;

static const struct interpreter *const python = &neuralc_interpreter;

const int64_t neuralc_layout[7] = {
    offsetof(struct object, type),   offsetof(struct array, data),
    offsetof(struct array, rank),    offsetof(struct array, lengths),
    offsetof(struct array, strides), offsetof(struct array, dtype),
    offsetof(struct array, flags),
};

/// Takes a number.
static bool take_number(const struct record *record, struct object *object) {
  if (object->type != python->float_type && object->type != python->int_type) return false;
  const double value = python->as_double(object);
  if (value == -1 && python->error()) {
    python->forget_error();
    return false;
  }
  if (record->kind == NUMBER64)
    *(double *)record->target = value;
  else
    *(float *)record->target = (float)value;
  return true;
}

/// Takes an array, to be read or written.
static bool take_array(const struct record *record, struct object *object) {
  if (object->type != python->array_type) return false;
  const struct array *array = (const struct array *)object;
  if (array->dtype != record->dtype || array->rank != record->rank ||
      (array->flags & record->flags) != record->flags)
    return false;
  for (int64_t k = 0; k < record->rank; k++)
    if (array->lengths[k] != record->lengths[k] ||
        array->strides[k] != record->lengths[record->rank + k])
      return false;
  *(char **)record->target = array->data;
  return true;
}

/// Whether a tensor is a view of a complex one that has the negative of its numbers in memory.
static bool is_negative(struct object *object) {
  struct object *answer = python->call_method(python->is_negative, &object, 1, NULL);
  if (answer == NULL) python->forget_error();
  const bool is_no = answer == python->no;
  if (answer != NULL) python->release(answer);
  return !is_no;
}

/// Whether a tensor lies in memory as a record says.
static bool is_laid_out(const struct tensor *tensor, const struct record *record) {
  if (tensor->device_type != CPU || tensor->code != FLOAT || tensor->bits != record->bits ||
      tensor->lanes != 1 || tensor->rank != record->rank)
    return false;
  for (int64_t k = 0; k < record->rank; k++) {
    const int64_t length = tensor->lengths[k], stride = tensor->strides[k] * (record->bits / 8);
    if (length != record->lengths[k]) return false;
    if (length > 1 && stride != record->lengths[record->rank + k]) return false;
  }
  return tensor->data != NULL;  // Not all tensors have memory.
}

/// What has the memory of a tensor; null of tensors that have none.
static struct object *storage_of(struct object *object) {
  struct object *storage = python->call_method(python->storage, &object, 1, NULL);
  if (storage == NULL) python->forget_error();
  if (storage == NULL || storage->type == python->storage_type) return storage;
  python->release(storage);
  return NULL;
}

/// Whether the memory that is held is still that of the tensor.
static bool is_held(const struct record *record, struct object *object) {
  struct object *storage = storage_of(object);
  if (storage != NULL) python->release(storage);
  return storage == record->held;
}

/// Lets go of what a call has read.
static void let_go(struct plan *plan) {
  struct record *end = plan->records + plan->value_count + plan->parameter_count;
  for (struct record *record = plan->records; record < end; record++) {
    if (record->held == NULL) continue;
    struct object *held = record->held;
    record->held = NULL;  // Releasing may run any code.
    python->release(held);
  }
}

/// The numbers of a tensor that lies in memory as a record says; null of any other. The memory stays
/// until the call is done, which the tensor itself does not see to: another thread may give it other
/// memory.
static char *numbers_of(struct record *record, struct object *object) {
  struct tensor tensor;
  record->held = storage_of(object);
  if (record->held == NULL) return NULL;
  if (python->view(object, &tensor) != 0) {
    python->forget_error();
    return NULL;
  }
  if (!is_laid_out(&tensor, record)) return NULL;
  if (record->before + record->behind > python->length(record->held)) return NULL;
  // Shape and strides are not to be looked at any more: other threads may run from here.
  if (python->views_are_slow && !is_held(record, object)) return NULL;
  return is_negative(object) ? NULL : tensor.data + tensor.offset;
}

/// Takes a tensor, to be read.
static bool take_tensor(struct record *record, struct object *object) {
  if (object->type != python->parameter_type && object->type != python->tensor_type) return false;
  python->keep(object);  // A module may be given another parameter meanwhile.
  char *data = numbers_of(record, object);
  python->release(object);
  if (data == NULL) return false;
  if (record->kind == TENSOR) {
    *(char **)record->target = data;
    return true;
  }
  int64_t count = 1;
  for (int64_t k = 0; k < record->rank; k++) count *= record->lengths[k];
  for (int64_t k = 0; k < count; k++) ((double *)record->target)[k] = ((float *)data)[k];
  return true;
}

static bool take(struct record *record, struct object *object) {
  switch (record->kind) {
  case NUMBER64:
  case NUMBER32: return take_number(record, object);
  case ARRAY: return take_array(record, object);
  default: return take_tensor(record, object);
  }
}

/// Takes what a call is given by position and by name; both come in the plan's order.
static bool take_values(struct plan *plan, struct object *args, struct object *kwargs) {
  if (python->count(args) != plan->positional) return false;
  int64_t k = 0;
  for (; k < plan->positional; k++)
    if (!take(&plan->records[k], python->item(args, k))) return false;
  intptr_t place = 0;
  struct object *key, *value;
  for (; k < plan->value_count; k++)
    if (!python->next(kwargs, &place, &key, &value) || !take(&plan->records[k], value))
      return false;
  return true;
}

static bool take_parameters(struct plan *plan, struct object *parameters) {
  struct record *record = plan->records + plan->value_count;
  for (int64_t k = 0; k < plan->parameter_count; k++, record++) {
    struct object *object = python->find(parameters, record->name);
    if (object == NULL || !take(record, object)) return false;
  }
  return true;
}

/// Whether `target` has the address of the numbers; else they are there.
static bool has_address(const struct record *record) {
  return record->kind == ARRAY || record->kind == TENSOR;
}

/// Whether an output has memory in common with another operand.
static bool overlaps(const struct plan *plan, const struct record *output) {
  if (!has_address(output)) return false;
  const char *own = *(char **)output->target;
  const struct record *end =
      plan->records + plan->value_count + plan->parameter_count + plan->output_count;
  for (const struct record *record = plan->records; record < end; record++) {
    if (record == output || !has_address(record)) continue;
    const char *address = *(char **)record->target;
    if (own - output->before < address + record->behind &&
        address - record->before < own + output->behind)
      return true;
  }
  return false;
}

static void forget_results(struct plan *plan) {
  struct record *output = plan->records + plan->value_count + plan->parameter_count;
  for (int64_t k = 0; k < plan->output_count; k++, output++) {
    if (output->result != NULL) python->release(output->result);
    output->result = NULL;
  }
}

/// Where the caller wants results: an array or `None` for the value, a dictionary of arrays for the
/// others; null for new ones.
struct places {
  struct object *value, *gradients;
};

/// Takes `None`, a dictionary, or a tuple of a value's place and a dictionary.
static bool take_places(struct object *out, struct places *places) {
  *places = (struct places){NULL, NULL};
  if (out == python->none) return true;
  places->gradients = out;
  if (out->type == python->tuple_type) {
    if (python->count(out) != 2) return false;
    places->value = python->item(out, 0);
    places->gradients = python->item(out, 1);
  }
  return places->gradients->type == python->dictionary_type;
}

static int new_array(struct record *output) {
  python->keep(output->dtype);
  output->result = python->empty_array((int)output->rank, output->lengths, output->dtype, 0);
  if (output->result == NULL) return NO_MEMORY;
  *(char **)output->target = ((struct array *)output->result)->data;
  return 0;
}

static void ignore(void *context, const char *kind, const char *message) {
  (void)context, (void)kind, (void)message;
}

/// Makes a tensor, but where PyTorch gives one without memory, or none: under a mode of its own.
static int new_tensor(struct record *output) {
  struct tensor prototype = {.device_type = CPU, .code = FLOAT, .lanes = 1};
  prototype.rank = (int32_t)output->rank;
  prototype.bits = (uint8_t)output->bits;
  prototype.lengths = output->lengths;
  struct managed_tensor *made = NULL;
  if (python->empty_tensor(&prototype, &made, NULL, ignore) != 0) {
    python->forget_error();
    return UNFIT;
  }
  if (made->tensor.data == NULL) {
    made->deleter(made);
    return UNFIT;
  }
  *(char **)output->target = made->tensor.data + made->tensor.offset;
  return python->object_of(made, &output->result) == 0 ? 0 : NO_MEMORY;
}

/// Has memory for an output: the given array's, or a new object's. 0, or `UNFIT`, or `NO_MEMORY`
/// with an exception set.
static int prepare_output(struct record *output, struct object *given) {
  if (given != NULL && given != python->none) {
    if (output->kind != ARRAY || !take_array(output, given)) return UNFIT;
    python->keep(given);
    output->result = given;
    return 0;
  }
  switch (output->kind) {
  case ARRAY: return new_array(output);
  case TENSOR: return new_tensor(output);
  default: return 0;  // A number is made when it is known.
  }
}

/// The same for all outputs, with zeros where the kernel adds.
static int prepare_outputs(struct plan *plan, struct object *out) {
  struct record *outputs = plan->records + plan->value_count + plan->parameter_count;
  struct places places;
  if (!take_places(out, &places)) return UNFIT;
  intptr_t known = 0;
  for (int64_t k = 0; k < plan->output_count; k++) {
    struct object *given = k == 0 ? places.value : NULL;
    if (k > 0 && places.gradients != NULL) {
      given = python->find(places.gradients, outputs[k].name);
      if (given != NULL) known++;
    }
    const int status = prepare_output(&outputs[k], given);
    if (status != 0) return status;
  }
  if (places.gradients != NULL) {
    if (python->size(places.gradients) != known) return UNFIT;
    for (int64_t k = 0; k < plan->output_count; k++)
      if (overlaps(plan, &outputs[k])) return UNFIT;
  }
  for (int64_t k = 0; k < plan->output_count; k++) {
    const struct record *output = &outputs[k];
    if (output->sum == 0) continue;
    memset(has_address(output) ? *(char **)output->target : output->target, 0,
           (size_t)output->sum);
  }
  return 0;
}

/// Runs the kernel, so that other threads can go on meanwhile.
static int32_t run(const struct plan *plan) {
  char *limit = plan->recursive ? neuralc_stack_limit() : NULL;
  if (plan->recursive && limit == NULL) return UNFIT;
  void *thread = python->unlock();
  int32_t status;
  if (plan->part_count != 0)
    status = neuralc_run_parts(plan, limit);
  else
    status = plan->kernel(plan->inputs, plan->outputs, 0, plan->count, limit, plan->failure);
  python->lock(thread);
  return status;
}

/// The object for an output, which is the caller's from now on; null with an exception set.
static struct object *result(struct record *output) {
  struct object *found = output->result;
  output->result = NULL;
  switch (output->kind) {
  case NUMBER64: return python->number(*(double *)output->target);
  case NUMBER32: return python->number(*(float *)output->target);
  default: return found;
  }
}

/// All outputs but the first by name; null with an exception set.
static struct object *named_results(struct record *outputs, int64_t count) {
  struct object *dictionary = python->dictionary();
  for (int64_t k = 1; dictionary != NULL && k < count; k++) {
    struct object *object = result(&outputs[k]);
    if (object == NULL || python->set(dictionary, outputs[k].name, object) != 0) {
      python->release(dictionary);
      dictionary = NULL;
    }
    if (object != NULL) python->release(object);
  }
  return dictionary;
}

/// What a call gives; null with an exception set.
static struct object *results(struct plan *plan) {
  struct record *outputs = plan->records + plan->value_count + plan->parameter_count;
  const int64_t count = plan->named ? 2 : plan->output_count;
  struct object *tuple = python->tuple(count);
  for (int64_t k = 0; tuple != NULL && k < count; k++) {
    struct object *object =
        plan->named && k == 1 ? named_results(outputs, plan->output_count) : result(&outputs[k]);
    if (object == NULL || python->set_item(tuple, k, object) != 0) {
      python->release(tuple);
      tuple = NULL;
    }
  }
  if (tuple == NULL) forget_results(plan);
  return tuple;
}

/// The plan of a function.
static struct plan *plan_of(struct object *self) { return python->address_of(self); }

struct object *neuralc_call(struct object *self, struct object *const *arguments, intptr_t count) {
  (void)count;  // Nobody else calls it.
  struct plan *plan = plan_of(self);
  struct object *args = arguments[0], *kwargs = arguments[1], *parameters = arguments[2];
  int status = UNFIT;
  if (take_values(plan, args, kwargs) && take_parameters(plan, parameters))
    status = prepare_outputs(plan, arguments[3]);
  if (status == 0 && plan->kernel == NULL) return python->integer(0);
  if (status == 0) status = run(plan);
  if (status == TAKES_LONG) return python->integer(status);
  let_go(plan);
  if (status == 0) return results(plan);
  forget_results(plan);
  return status == NO_MEMORY ? NULL : python->integer(status);
}

struct object *neuralc_collect(struct object *self, struct object *const *arguments,
                               intptr_t count) {
  (void)arguments, (void)count;
  let_go(plan_of(self));
  return results(plan_of(self));
}
