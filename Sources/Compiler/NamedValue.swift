import Diagnostics
import Evaluation
import IR
import Primitives

/// A value for an input, or for a parameter instead of its initial value.
package struct NamedValue: Hashable, Sendable {
  /// As the source spells it.
  package let name: String
  package let value: Value

  package init(name: String, value: Value) {
    self.name = name
    self.value = value
  }
}

/// Why a program could not be run with some arguments.
package enum CallError: Error, Sendable {
  case missing(name: String, type: String)
  case unknown(name: String, suggestion: String?)
  case duplicate(name: String)
  case evaluation(EvaluationError)
  /// A gradient was asked for, and the result is no real.
  case resultNotReal(type: String)

  /// A sentence for the user.
  package var message: String {
    switch self {
    case .missing(let name, let type): "the input `\(name)` (\(type)) is missing"
    case .unknown(let name, let suggestion):
      "the program has no input or parameter `\(name)`"
        + (suggestion.map { "; did you mean `\($0)`?" } ?? "")
    case .duplicate(let name): "`\(name)` is given twice"
    case .evaluation(let error): error.message
    case .resultNotReal(let type):
      "a gradient needs a program that gives a real, and this one gives \(type)"
    }
  }

  /// The place in the source, where there is one.
  package var span: Span {
    if case .evaluation(let error) = self { error.span } else { .none }
  }
}

extension AcceptedProgram {
  /// Values in the order of the declarations.
  func ordered(
    _ arguments: [NamedValue]
  ) throws(CallError) -> (inputs: [Value], parameters: [Value]) {
    var values: [String: Value] = [:]
    for argument in arguments {
      if values.updateValue(argument.value, forKey: argument.name) != nil {
        throw .duplicate(name: argument.name)
      }
    }
    var inputs: [Value] = []
    for input in program.inputs {
      guard let value = values.removeValue(forKey: input.name) else {
        throw .missing(name: input.name, type: describe(input.type))
      }
      inputs.append(value)
    }
    let parameters = program.parameters.map { parameter in
      values.removeValue(forKey: parameter.name) ?? parameter.initial
    }
    if let name = arguments.first(where: { values[$0.name] != nil })?.name {
      throw .unknown(name: name, suggestion: nearestName(to: name))
    }
    return (inputs, parameters)
  }

  /// The input or parameter that someone who wrote `name` may have meant.
  private func nearestName(to name: String) -> String? {
    Suggestion.closest(
      to: name, among: program.inputs.map(\.name) + program.parameters.map(\.name))
  }
}

extension CallError {
  /// Whether the arguments are to blame, and not what the program computes.
  package var isAboutArguments: Bool {
    guard case .evaluation(let error) = self else { return true }
    switch error.kind {
    case .count, .shape, .sizeRequirement, .tooManyElements: return true
    case .indexOutOfRange, .iterationLimit, .depthLimit, .interrupted: return false
    }
  }
}
