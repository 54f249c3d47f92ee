import IR
import Types

/// The lanes of a kernel that computes one item and its derivatives in several directions; where
/// lanes are items, nothing.
struct Directions {
  /// The parameters of the program that are inputs of the kernel.
  let variables: ValueList
  /// The others, the tangents of variables.
  private let tangents: ValueList

  init(_ emitter: FunctionEmitter) {
    let parameters = emitter.program.parameters(of: emitter.program.entry)
    let range = emitter.module.layout.directions
    tangents = ValueList(parameters[range])
    variables = ValueList(parameters[..<range.lowerBound] + parameters[range.upperBound...])
  }

  /// Gives each tangent a lane in which it is 1. Lanes without a direction repeat the first, so that
  /// they are NaN only where it is.
  func seed(_ emitter: FunctionEmitter) {
    let unit = emitter.unit
    for (direction, tangent) in tangents.enumerated() {
      let numbers = (0..<unit.lanes).map { lane in
        let isHere = direction == (lane < tangents.count ? lane : 0)
        return "\(unit.element.text) \(LaneType.literal(isHere ? 1 : 0))"
      }
      let register = unit.lanes == 1 ? unit.constant(1) : "<\(numbers.joined(separator: ", "))>"
      emitter.set(tangent, to: .number(.lanes(register)))
    }
  }

  /// The types of the kernel's outputs: the value, and the derivative in each direction.
  func outputTypes(_ results: [Type]) -> [Type] {
    tangents.isEmpty ? results : [results[0]] + tangents.map { _ in .real }
  }

  /// The outputs from the results of the program, a value and its derivative.
  func outputs(_ results: [NativeValue], _ emitter: FunctionEmitter) -> [NativeValue] {
    guard !tangents.isEmpty else { return results }
    let derivative = results[1].number
    if derivative.isHost { return [results[0]] + tangents.map { _ in results[1] } }
    let (text, unit) = (emitter.text, emitter.unit)
    let register = emitter.register(derivative)
    return [results[0]]
      + tangents.indices.map { lane in
        if unit.lanes == 1 { return .number(.host(register)) }
        return .number(
          .host(text.emit("extractelement \(unit.text) \(register), i64 \(lane)")))
      }
  }
}
