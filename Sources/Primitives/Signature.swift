import Types

/// What operands a primitive takes and what it gives.
package struct Signature: Sendable {
  package let arity: Arity
  package let shape: ShapeRule
  /// What a call with fewer or more operands than the IR operation means.
  package let reduction: Reduction

  package init(_ arity: Arity, _ shape: ShapeRule, reduction: Reduction = .none) {
    self.arity = arity
    self.shape = shape
    self.reduction = reduction
  }
}

/// How many operands a call in the source text may have.
package enum Arity: Hashable, Sendable {
  case exactly(Int)
  case between(Int, Int)
  case atLeast(Int)

  package func accepts(_ count: Int) -> Bool {
    switch self {
    case .exactly(let expected): count == expected
    case .between(let low, let high): (low...high).contains(count)
    case .atLeast(let low): count >= low
    }
  }
}

/// How operand counts that the IR operation does not have are expressed by others.
package enum Reduction: Sendable {
  /// The operation takes all operands of the call.
  case none
  /// A left-to-right chain of the binary operation; `empty` is the value of no operands, `single`
  /// the meaning of one operand (`operand 0`).
  case leftFold(empty: Double?, single: Formula)
  /// For these operand counts, this expression instead.
  case expansion([Int: Formula])
}

/// How the type of the result follows from the types of the operands.
package enum ShapeRule: Sendable {
  /// All operands of one type, or scalars, which are broadcast; the result has that type.
  case elementwise
  /// The first overload that fits.
  case overloads([Overload])
  /// Reals make a vector of as many elements.
  case vector
  /// Vectors of one size make the rows of a matrix.
  case rows
  /// Vectors laid end to end.
  case append
}

/// One fixed signature.
package struct Overload: Sendable {
  package let operands: [OperandPattern]
  package let result: TypePattern
  /// The number that the result is, where that is a size: a constant once the size is known.
  package let value: SizePattern?

  package init(
    _ operands: [OperandPattern], _ result: TypePattern, value: SizePattern? = nil
  ) {
    self.operands = operands
    self.result = result
    self.value = value
  }
}

/// What one operand must be. Static operands become attributes of the IR operation, in order.
package enum OperandPattern: Sendable {
  case value(TypePattern)
  /// A real truncated toward zero that must lie in `0 ..< size`; checked early where it is constant.
  case index(SizePattern)
  /// A constant non-negative integer: a length.
  case staticSize
  /// A constant integer in `0 ... size`: an end of a range. Bounds of one call must not decrease.
  case staticBound(SizePattern)
  /// A constant integer of either sign.
  case staticInteger
}

/// A type whose sizes are patterns.
package enum TypePattern: Sendable {
  case real
  case vec(SizePattern)
  case mat(SizePattern, SizePattern)
}

/// A size in a signature.
package enum SizePattern: Sendable {
  /// The same number wherever it stands in one overload.
  case variable(Int)
  case constant(Int)
  /// The value of a static operand (counted among the static operands).
  case attribute(Int)
  /// The difference of two static operands: the second less the first.
  case span(Int, Int)
}
