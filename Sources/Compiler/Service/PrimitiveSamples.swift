import Diagnostics
import Primitives

extension Primitive {
  /// Calls for generated tests, as source text writes their operands.
  var sampleCalls: JSONValue {
    .array(
      samples.regular.map { json($0, isRegular: true) }
        + samples.special.map { json($0, isRegular: false) })
  }

  /// One call: its operands in order, and whether value and derivative are smooth there.
  private func json(_ samples: [Sample], isRegular: Bool) -> JSONValue {
    ["regular": .bool(isRegular), "operands": .array(samples.map(json))]
  }

  /// One operand: its shape and numbers, and whether it must be a constant of the program.
  private func json(_ sample: Sample) -> JSONValue {
    switch sample {
    case .attribute(let attribute):
      return [
        "static": .bool(true), "shape": .array([]), "elements": .array([.integer(attribute)]),
      ]
    case .value(let value):
      return [
        "static": .bool(false), "shape": .array(value.shape.map(JSONValue.integer)),
        "elements": .array(value.elements.map(JSONValue.number)),
      ]
    }
  }
}
