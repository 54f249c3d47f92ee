import Diagnostics
import Primitives

extension Arity {
  /// As a sentence says it: "2 operands", "at least 1 operand".
  var description: String {
    switch self {
    case .exactly(let count): "\(count) \(count == 1 ? "operand" : "operands")"
    case .between(let low, let high): "\(low) to \(high) operands"
    case .atLeast(let low): "at least \(low) \(low == 1 ? "operand" : "operands")"
    }
  }
}

extension Diagnostic {
  /// A call of a primitive with too few or too many operands.
  static func wrongArity(of primitive: Primitive, found: Int, at span: Span) -> Diagnostic {
    .wrongArity(
      primitive.name, expected: primitive.signature.arity.description, found: found, at: span)
  }
}
