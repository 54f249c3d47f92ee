import Types

/// What reverse mode adds to the adjoint of an operand that an operation is linear in: a formula of
/// the cotangent of the result.
package struct Transpose: Sendable {
  /// `nil` where the operation occurs in no derivative applied to a tangent.
  private let rule: (@Sendable (TransposedUse) -> AdjointFormula)?

  private init(rule: (@Sendable (TransposedUse) -> AdjointFormula)?) { self.rule = rule }

  /// A rule for every use.
  package init(_ rule: @escaping @Sendable (TransposedUse) -> AdjointFormula) {
    self.init(rule: rule)
  }

  /// One formula of what is added, whatever the use.
  package static func term(_ formula: Formula) -> Transpose { Transpose { _ in .term(formula) } }

  /// One formula of the new adjoint, whatever the use.
  package static func total(_ formula: Formula) -> Transpose { Transpose { _ in .total(formula) } }

  /// No derivative applies the operation to tangents.
  package static let unused = Transpose(rule: nil)

  /// What a use adds.
  package func adjoint(of use: TransposedUse) -> AdjointFormula {
    guard let rule else {
      preconditionFailure("neuralc bug: a transpose is missing, please report it")
    }
    return rule(use)
  }
}

/// A use of a primitive that is linear in one operand. Its sizes are known.
package struct TransposedUse: Sendable {
  /// The operand that it is linear in, counted from 0.
  package let position: Int
  package let operands: [Type]
  package let attributes: [Int]

  package init(position: Int, operands: [Type], attributes: [Int]) {
    self.position = position
    self.operands = operands
    self.attributes = attributes
  }

  /// The lengths of the dimensions of an operand.
  func lengths(ofOperand index: Int) -> [Int] {
    operands[index].sizes.map { size in
      guard let length = size.known else {
        preconditionFailure("neuralc bug: reverse mode needs known sizes, please report it")
      }
      return length
    }
  }
}

/// A formula in which `Formula.cotangent` is the cotangent of the result. A real that stands for a
/// vector or matrix is the same for all elements.
package enum AdjointFormula: Sendable {
  /// What is added to the adjoint of the operand.
  case term(Formula)
  /// The new adjoint of the operand, from `Formula.total`.
  case total(Formula)
}

extension Formula {
  /// The cotangent of the result (in transposes only).
  package static let cotangent = Formula.tangent(0)
  /// The adjoint of the operand so far (in transposes only).
  package static let total = Formula.tangent(1)
}

extension Formula {
  /// The sum of the elements of a value of this type.
  package static func sum(_ value: Formula, of type: Type) -> Formula {
    switch type {
    case .real: value
    case .vec: .call("vsum", value)
    case .mat: .call("%sum", value)
    case .tape: preconditionFailure("neuralc bug: the sum of a tape, please report it")
    }
  }
}
