import Diagnostics
import Evaluation
import Primitives

extension Value {
  /// The shape and the elements, row by row.
  var json: JSONValue {
    [
      "shape": .array(shape.map(JSONValue.integer)),
      "elements": .array(elements.map(JSONValue.number)),
    ]
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
  var json: JSONValue { ["name": .string(name), "type": .string(type)] }
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
      case .shape, .sizeRequirement: "value"
      }
    }
  }
}
