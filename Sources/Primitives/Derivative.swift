/// The derivative of a primitive, written in the language's own primitives.
package enum Derivative: Sendable {
  /// Elementwise: the partial derivative by each operand.
  case partials([Formula])
  /// Linear in each of these operands (counted from 0) while the others stay.
  case multilinear(Multilinear, transpose: Transpose)
  /// The tangent of the result, from operands, tangents and result. Where formulas apply the
  /// primitive to tangents, the transpose says what that is backwards.
  case pushforward(Formula, transpose: Transpose = .unused)
  /// The same for a primitive of any number of operands: the formula for that number.
  case variadicPushforward(@Sendable (Int) -> Formula, transpose: Transpose = .unused)
  /// Zero everywhere, with the reason.
  case zero(String)

  /// Linear in each of two operands: this product of either's tangent and the other.
  static func bilinear(_ product: String, transpose: Transpose = .unused) -> Derivative {
    .pushforward(.call(product, .dx, .y) + .call(product, .x, .dy), transpose: transpose)
  }

  /// Which operands an operation is linear in.
  package enum Multilinear: Sendable {
    /// In each of these, one at a time.
    case each([Int])
    /// In all operands together: the tangent is the operation of all tangents (`vec`, `append`).
    case jointly
  }

  /// The operands whose tangents the result's tangent depends on.
  var relevantOperands: OperandSet {
    OperandSet { position in
      switch self {
      case .zero: false
      case .partials(let partials):
        partials.indices.contains(position) && partials[position].number != 0
      case .multilinear(.each(let positions), _): positions.contains(position)
      case .multilinear(.jointly, _), .variadicPushforward: true
      case .pushforward(let formula, _): formula.mentions(tangent: position)
      }
    }
  }
}
