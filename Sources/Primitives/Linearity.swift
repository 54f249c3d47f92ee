extension PrimitiveID {
  /// The same as of the primitive, looked up.
  package func isLinear(inOperand position: Int, of count: Int) -> Bool {
    guard let operands = Primitive.linearOperands[Int(index)] else {
      return primitive.isLinear(inOperand: position, of: count)
    }
    return operands.contains(position)
  }
}

extension Primitive {
  /// The operands that each primitive is linear in, in the order of the table; `nil` where it depends
  /// on their number.
  fileprivate static let linearOperands: [OperandSet?] = all.map { primitive in
    if case .variadicPushforward = primitive.derivative { return nil }
    return OperandSet { primitive.isLinear(inOperand: $0, of: $0 + 1) }
  }

  /// Whether the result is linear in an operand, the others being fixed, and computed from it by sums
  /// and products alone: then NaN in the operand leaves NaN, and an infinity leaves one or NaN,
  /// wherever it counts, and what is close leaves what is close.
  package func isLinear(inOperand position: Int, of count: Int) -> Bool {
    !isOnlyLocallyLinear && derivative.isLinear(inOperand: position, of: count)
  }

  /// Whether it looks linear nearby, and is not.
  package var isOnlyLocallyLinear: Bool { Primitive.onlyLocallyLinear.contains(name) }

  /// Operations whose derivatives are those of linear ones: they bring operands into an elimination,
  /// whose pivots are found by comparing, or jump.
  private static let onlyLocallyLinear: Set<String> = [
    "%determinant-derivative", "%cofactors", "remainder", "modulo",
  ]
}

extension Derivative {
  /// Whether the rule is that of a result which is linear in an operand.
  fileprivate func isLinear(inOperand position: Int, of count: Int) -> Bool {
    switch self {
    case .zero: false
    case .partials(let partials):
      partials.indices.contains(position) && partials[position] != 0
        && !partials[position].depends(on: position)
    case .multilinear(.each(let positions), _): positions.contains(position)
    case .multilinear(.jointly, _): true
    case .pushforward(let formula, _): formula.isLinear(inOperand: position)
    case .variadicPushforward(let formula, _): formula(count).isLinear(inOperand: position)
    }
  }
}

extension Formula {
  /// Whether the value of an operand, or of the result, occurs.
  fileprivate func depends(on operand: Int) -> Bool {
    switch self {
    case .operand(let index): index == operand
    case .result: true
    case .tangent, .constant: false
    case .apply(_, let formulas, _): formulas.contains { $0.depends(on: operand) }
    }
  }

  /// Whether the tangent of an operand occurs.
  package func mentions(tangent: Int) -> Bool {
    switch self {
    case .tangent(let index): index == tangent
    case .operand, .result, .constant: false
    case .apply(_, let formulas, _): formulas.contains { $0.mentions(tangent: tangent) }
    }
  }

  /// Whether the tangent of an operand occurs, and nothing that it is multiplied by depends on the
  /// operand.
  fileprivate func isLinear(inOperand position: Int) -> Bool {
    mentions(tangent: position) && hasConstantFactors(ofTangent: position)
  }

  private func hasConstantFactors(ofTangent position: Int) -> Bool {
    guard case .apply(let name, let formulas, _) = self else { return true }
    let isSum = Primitive.id(named: name)?.primitive.derivative.isConstant ?? false
    return formulas.allSatisfy { formula in
      formula.mentions(tangent: position)
        ? formula.hasConstantFactors(ofTangent: position)
        : isSum || !formula.depends(on: position)
    }
  }
}

extension Derivative {
  /// Whether it is the same everywhere, as that of a sum is.
  fileprivate var isConstant: Bool {
    guard case .partials(let partials) = self else { return false }
    return partials.allSatisfy { partial in
      if case .constant = partial { true } else { false }
    }
  }
}
