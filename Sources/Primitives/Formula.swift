/// An expression over the operands of a primitive, in the language's own primitives.
///
/// Derivatives and expansions are formulas: data that every back end can lower.
package indirect enum Formula: Hashable, Sendable {
  /// An operand, counted from 0.
  case operand(Int)
  /// The tangent of an operand (in pushforwards only).
  case tangent(Int)
  /// The value of the primitive itself.
  case result
  case constant(Double)
  /// Another primitive, by name, with the attributes it takes.
  case apply(String, [Formula], attributes: [Int] = [])

  /// The first operand.
  package static let x = Formula.operand(0)
  /// The second operand.
  package static let y = Formula.operand(1)
  /// The tangent of the first operand.
  package static let dx = Formula.tangent(0)
  /// The tangent of the second operand.
  package static let dy = Formula.tangent(1)

  /// A call of another primitive.
  package static func call(_ name: String, _ operands: Formula...) -> Formula {
    .apply(name, operands)
  }

  package static func + (left: Formula, right: Formula) -> Formula { .call("+", left, right) }
  package static func - (left: Formula, right: Formula) -> Formula { .call("-", left, right) }
  package static func * (left: Formula, right: Formula) -> Formula { .call("*", left, right) }
  package static func / (left: Formula, right: Formula) -> Formula { .call("/", left, right) }
  package static prefix func - (value: Formula) -> Formula { .call("negate", value) }
}

extension Formula {
  /// The number that it is, if it is one.
  package var number: Double? { if case .constant(let number) = self { number } else { nil } }
}

extension Formula: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  package init(floatLiteral value: Double) { self = .constant(value) }
  package init(integerLiteral value: Int) { self = .constant(Double(value)) }
}
