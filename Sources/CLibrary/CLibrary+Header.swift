extension CLibrary {
  /// The header: plain C99, also for C++.
  package var header: String {
    """
    /* \(CText.comment(origin)) */
    #ifndef \(guardName)
    #define \(guardName)

    #include <stddef.h>

    #ifdef __cplusplus
    extern "C" {
    #endif

    /* What the functions return: one of these, or the positive number of an error of the program. */
    enum {
      \(prefix)_ok = 0,
      \(prefix)_out_of_memory = -1,
      \(prefix)_invalid_argument = -2 /* A pointer is null, or the count is too large. */
    };

    /* Where the program failed. */
    typedef struct {
      size_t item;  /* The first item that failed. */
      double index; /* The index that was out of range, if that is the error. */
    } \(prefix)_failure;

    /* A sentence in English about what a function returned. It is never null. */
    const char *\(prefix)_message(int status);

    /* The functions compute `count` independent items, which lie one after the other in arrays of
     * numbers, matrices by rows. Results must not overlap with arguments. They keep no state: several
     * threads may call them at once. Of an array that a failed call was to write, nothing is known.
     *
    \(documentation)
     *
     * failure may be null.
     */
    \(functions.map { declaration($0) + ";" }.joined(separator: "\n\n"))

    #ifdef __cplusplus
    }
    #endif

    #endif

    """
  }

  /// A line for each argument.
  private var documentation: String {
    var lines: [String] = []
    for (variable, name) in zip(variables, names) {
      let title = variable.name == name ? name : "\(name) (\(CText.comment(variable.name)))"
      if let initial = variable.initial {
        let start = initial.count == 1 ? CText.number(initial[0]) : "its initial value"
        let numbers = shape(variable.sizes, isMany: false)
        lines.append("\(title): parameter, \(numbers) for all items; null for \(start)")
      } else {
        lines.append("\(title): input, \(shape(variable.sizes, isMany: true))")
      }
    }
    lines.append("value: result, \(shape(resultSizes, isMany: true))")
    if functions.contains(where: \.hasGradients) {
      lines.append(
        "cotangent: what the gradients are of is the sum of the value times this, which has")
      lines.append("    the shape of the value; null for ones")
      lines.append("gradient_...: one for each input, of its shape; those of parameters, of the")
      lines.append("    parameter's shape, are sums over the items")
    }
    return lines.map { " * " + $0 }.joined(separator: "\n")
  }

  /// How many numbers an argument has, in words.
  private func shape(_ sizes: [Int], isMany: Bool) -> String {
    let factors = (isMany ? ["count"] : []) + sizes.map(String.init)
    if factors.isEmpty { return "1 number" }
    return factors.joined(separator: " x ") + " numbers"
  }

  /// The first lines of a function.
  func declaration(_ function: Function) -> String {
    let type = function.number.type
    var parameters = ["size_t count"] + names.map { "const \(type) *\($0)" }
    if function.hasGradients { parameters.append("const \(type) *cotangent") }
    parameters.append("\(type) *value")
    if function.hasGradients {
      parameters += names.map { "\(type) *\(CIdentifier.gradient(of: $0))" }
    }
    parameters.append("\(prefix)_failure *failure")
    return CText.parameters(parameters, after: "int \(name(of: function))")
  }

  /// The name of a function.
  func name(of function: Function) -> String {
    "\(prefix)_\(function.hasGradients ? "gradient" : "value")_\(function.number.rawValue)"
  }

  private var guardName: String { "NEURALC_\(prefix.uppercased())_H" }
}
