import Diagnostics
import Evaluation
import IR
import Primitives
import TorchBackend
import Types

extension Value {
  /// The shape and the elements, row by row.
  var json: JSONValue {
    [
      "shape": .array(shape.map(JSONValue.integer)),
      "elements": .array(elements.map(JSONValue.number)),
    ]
  }

  /// A number, a list, or a list of rows.
  var nested: JSONValue {
    switch self {
    case .real(let number): .number(number)
    case .vec(let elements): .array(elements.map(JSONValue.number))
    case .mat(let rows, let columns, let elements):
      .array(
        (0..<rows).map { row in
          .array(elements[row * columns..<(row + 1) * columns].map(JSONValue.number))
        })
    }
  }
}

extension Summary {
  /// The same as an object.
  package var json: JSONValue {
    [
      "inputs": .array(inputs.map(\.json)), "parameters": .array(parameters.map(\.json)),
      "result": .string(result), "nodes": .integer(nodes), "depth": .integer(depth),
    ]
  }
}

extension Summary.Variable {
  var json: JSONValue {
    ["name": .string(name), "type": .string(type), "stepwise": .bool(isStepwise)]
  }
}

extension CallError {
  /// The kind of failure, so that each language can raise what it has for it, and the message.
  func json(in program: AcceptedProgram) -> JSONValue {
    ["failure": .string(kind), "message": .string(program.message(message, at: span))]
  }

  private var kind: String {
    switch self {
    case .missing, .unknown, .duplicate: "call"
    case .resultNotReal: "value"
    case .evaluation(let error):
      switch error.kind {
      case .indexOutOfRange: "index"
      case .iterationLimit: "iterations"
      case .depthLimit: "depth"
      case .count: "call"
      case .shape, .sizeRequirement, .tooManyElements: "value"
      case .interrupted: "interrupted"
      }
    }
  }
}

extension AcceptedProgram {
  /// The name of an input or parameter in the program and in Python, its type, and the lengths of
  /// its dimensions.
  func json(_ variable: TorchModule.Variable) -> JSONValue {
    [
      .string(variable.name), .string(variable.pythonName), .string(describe(variable.type)),
      .array(variable.type.sizes.map(json)),
    ]
  }

  /// A number, or a text where the length is open.
  private func json(_ size: Size) -> JSONValue {
    if let length = size.known { return .integer(length) }
    return .string(size.description { program.sizeNames[$0] ?? "n\($0.index)" })
  }
}

extension Program {
  /// The domains of the parameters that have one, by name.
  var domainsJSON: JSONValue {
    .object(
      parameters.filter { $0.domain != ParameterDomain() }.map { .init($0.name, $0.domain.json) })
  }
}

extension ParameterDomain {
  /// Lower and upper bound, whether the scale is logarithmic, whether it is fixed, and the mean and
  /// standard deviation of its prior.
  fileprivate var json: JSONValue {
    [
      .number(lower), .number(upper), .bool(isLogarithmic), .bool(isFixed),
      prior.map { [.number($0.mean), .number($0.deviation)] } ?? .null,
    ]
  }
}

extension Primitive {
  /// The table, as far as it is documentation.
  static var json: JSONValue { .array(all.filter { !$0.isInternal }.map(\.json)) }

  private var json: JSONValue {
    [
      "name": .string(name), "aliases": .array(aliases.map(JSONValue.string)),
      "family": .string(family.rawValue), "summary": .string(summary),
      "minimum": .integer(signature.arity.minimum),
      "maximum": signature.arity.maximum.map(JSONValue.integer) ?? .null,
      "domain": .string(domain), "differentiable": .bool(derivative.isNonzero),
      "signatures": .array(signatureDescriptions.map(JSONValue.string)), "samples": sampleCalls,
    ]
  }
}

extension Arity {
  /// The smallest number of operands.
  fileprivate var minimum: Int {
    switch self {
    case .exactly(let count), .atLeast(let count), .between(let count, _): count
    }
  }

  /// The largest number of operands, if there is one.
  fileprivate var maximum: Int? {
    switch self {
    case .exactly(let count), .between(_, let count): count
    case .atLeast: nil
    }
  }
}

extension Derivative {
  /// Whether it is more than zero everywhere.
  fileprivate var isNonzero: Bool { if case .zero = self { false } else { true } }
}
