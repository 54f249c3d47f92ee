extension CLibrary {
  /// The functions of the header in C, which call the kernels. `header` is the header's file name.
  package func wrapper(header: String) -> String {
    """
    /* \(CText.comment(origin)) */
    \(isRecursive ? "#define _GNU_SOURCE\n#include <pthread.h>\n" : "")#include "\(header)"

    #include <math.h>
    #include <stdint.h>

    typedef struct {
      const void *data;
      int64_t stride;
    } kernel_input;

    typedef struct {
      void *data;
      int64_t stride;
    } kernel_output;

    typedef struct {
      int64_t site;
      int64_t item;
      double value;
    } kernel_failure;

    typedef int32_t kernel(const kernel_input *, const kernel_output *, int64_t, int64_t,
                           const char *, kernel_failure *);

    #define HIDDEN __attribute__((visibility("hidden")))

    \(symbols.map { "HIDDEN kernel \($0);" }.joined(separator: "\n"))

    const char *\(prefix)_message(int status) {
      static const char *const messages[] = {
        \((messages + [""]).map(CText.literal).joined(separator: ",\n    ")),
      };
      if (status == \(prefix)_ok) return "it worked";
      if (status == \(prefix)_out_of_memory) return "there is not enough memory";
      if (status == \(prefix)_invalid_argument)
        return "an array that is needed is null, or the count is too large";
      if (status < 1 || status > \(messages.count)) return "there is no such status";
      return messages[status - 1];
    }

    \(stackLimit)

    /* A kernel, the one that knows that 0 times infinity is 0 here, and the statuses of sites. */
    typedef struct {
      kernel *plain;
      kernel *careful;
      const int *codes;
    } kernels;

    /* Runs the kernels for one item or those for many. */
    static int run(size_t count, const kernels *one, const kernels *many, const kernel_input *inputs,
                   const kernel_output *outputs, \(prefix)_failure *failure) {
      kernel_failure found = {0, 0, 0};
      const kernels *chosen = count > 1 ? many : one;
      const char *limit = stack_limit();
      int32_t status = chosen->plain(inputs, outputs, 0, (int64_t)count, limit, &found);
      if (status == 3) /* A gradient is NaN, and nothing has been added to a sum. */
        status = chosen->careful(inputs, outputs, 0, (int64_t)count, limit, &found);
      if (status == 0) return \(prefix)_ok;
      if (status != 1) return \(prefix)_out_of_memory;
      if (failure) {
        failure->item = (size_t)found.item;
        failure->index = found.value;
      }
      return chosen->codes[found.site];
    }

    \(functions.map(definition).joined(separator: "\n\n"))

    """
  }

  /// The symbols of all kernels.
  private var symbols: [String] {
    var known: Set<String> = []
    return functions.flatMap { [$0.one, $0.many] }
      .flatMap { [$0.symbol] + ($0.carefulSymbol.map { [$0] } ?? []) }
      .filter { known.insert($0).inserted }
  }

  /// The most numbers of one item in one array.
  private var largestItem: Int {
    (variables.map(\.count) + [resultSizes.reduce(1, *)]).max() ?? 1
  }

  /// A function of the header.
  private func definition(_ function: Function) -> String {
    let resultCount = resultSizes.reduce(1, *)
    var inputs: [String] = []
    var outputs = ["{value, \(resultCount)}"]
    var needed = ["value"]
    var lines: [String] = []
    for (variable, name) in zip(variables, names) {
      let gradient = CIdentifier.gradient(of: name)
      if let initial = variable.initial {
        lines.append(array("initial_\(name)", of: initial, function.number))
        inputs.append("{\(name) ? \(name) : initial_\(name), 0}")
      } else {
        inputs.append("{\(name), \(variable.count)}")
        if variable.count > 0 { needed.append(name) }
      }
      outputs.append("{\(gradient), \(variable.initial == nil ? variable.count : 0)}")
      if function.hasGradients, variable.count > 0 { needed.append(gradient) }
    }
    if function.hasGradients {
      let ones = Array(repeating: 1.0, count: resultCount)
      lines.append(array("ones", of: ones, function.number))
      inputs.append("{cotangent ? cotangent : ones, cotangent ? \(resultCount) : 0}")
    } else {
      outputs.removeLast(outputs.count - 1)
    }
    lines.append(
      "if (count > (size_t)INT64_MAX / (\(max(largestItem, 1)) * sizeof(double))) "
        + "return \(prefix)_invalid_argument;")
    // No item, no array.
    lines.append("if (count && (\(needed.map { "!\($0)" }.joined(separator: " || "))))")
    lines.append("  return \(prefix)_invalid_argument;")
    if function.hasGradients {
      for (variable, name) in zip(variables, names) where variable.initial != nil {
        let gradient = CIdentifier.gradient(of: name)
        lines.append(
          "for (int i = 0; i < \(variable.count) && \(gradient); i++) \(gradient)[i] = 0;")
      }
    }
    lines.append("if (!count) return \(prefix)_ok;")
    lines.append(
      "const kernel_input inputs[] = {\((inputs + ["{0, 0}"]).joined(separator: ", "))};")
    lines.append("const kernel_output outputs[] = {\(outputs.joined(separator: ", "))};")
    lines.append(codes("codes_of_one", of: function.one))
    lines.append(codes("codes_of_many", of: function.many))
    lines.append(kernels("for_one", function.one, codes: "codes_of_one"))
    lines.append(kernels("for_many", function.many, codes: "codes_of_many"))
    lines.append("return run(count, &for_one, &for_many, inputs, outputs, failure);")
    return declaration(function) + " {\n" + lines.map { "  \($0)\n" }.joined() + "}"
  }

  /// An array of constants; it has an element even where there are no numbers.
  private func array(_ name: String, of values: [Double], _ number: Number) -> String {
    let elements = values.isEmpty ? [0] : values
    let texts = elements.map { "(\(number.type))\(CText.number($0))" }
    return "static const \(number.type) \(name)[] = {\(texts.joined(separator: ", "))};"
  }

  /// The status of each site of a kernel.
  private func codes(_ name: String, of kernel: Kernel) -> String {
    // Every message of a kernel is among those of the library.
    let numbers = kernel.messages.map { message in (messages.firstIndex(of: message) ?? 0) + 1 }
    return
      "static const int \(name)[] = {\((numbers + [0]).map(String.init).joined(separator: ", "))};"
  }

  /// The kernels of one function.
  private func kernels(_ name: String, _ kernel: Kernel, codes: String) -> String {
    let careful = kernel.carefulSymbol ?? kernel.symbol
    return "static const kernels \(name) = {\(kernel.symbol), \(careful), \(codes)};"
  }

  /// The lowest address that recursion may reach, with room left for what a kernel calls.
  private var stackLimit: String {
    guard isRecursive else {
      return "static const char *stack_limit(void) { return 0; }"
    }
    return """
      /* The lowest address that recursion may reach, with room left for what the kernel calls. */
      static const char *stack_limit(void) {
        enum { ROOM = 1 << 17 };
      #ifdef __APPLE__
        const pthread_t thread = pthread_self();
        return (const char *)pthread_get_stackaddr_np(thread) - pthread_get_stacksize_np(thread) + ROOM;
      #else
        pthread_attr_t attributes;
        void *lowest = 0;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes)) return 0;
        pthread_attr_getstack(&attributes, &lowest, &size);
        pthread_attr_destroy(&attributes);
        return (const char *)lowest + ROOM;
      #endif
      }
      """
  }
}
