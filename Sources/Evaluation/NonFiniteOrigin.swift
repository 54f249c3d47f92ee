import Diagnostics
import IR
import Primitives

/// An operation that gave an infinity or NaN, where its operands had none.
package struct NonFiniteOrigin: Hashable, Sendable {
  package let primitive: PrimitiveID
  package let operands: [Value]
  package let result: Value
  /// The operation in the source.
  package let span: Span
}

/// The first operations of a run that gave an infinity, and NaN.
struct NonFiniteWatch {
  private(set) var origins: [NonFiniteOrigin] = []
  private var hasInfinity = false
  private var hasNaN = false

  /// Looks at one operation.
  mutating func observe(
    _ application: Code.Application, _ operands: [Value], _ result: Value
  ) {
    let isNaN = !hasNaN && gives(operands, result, \.isNaN)
    let isInfinity = !hasInfinity && gives(operands, result, \.isInfinite)
    hasNaN = hasNaN || isNaN
    hasInfinity = hasInfinity || isInfinity
    guard isNaN || isInfinity else { return }
    origins.append(
      NonFiniteOrigin(
        primitive: application.primitive, operands: operands, result: result,
        span: application.span))
  }

  /// Whether numbers of a kind are in the result and in no operand.
  private func gives(_ operands: [Value], _ result: Value, _ isOne: (Double) -> Bool) -> Bool {
    result.elements.contains(where: isOne)
      && !operands.contains { $0.elements.contains(where: isOne) }
  }
}
