import Types

@testable import Primitives

/// Differentiates and evaluates formulas: the table's derivatives, composed to any order.
///
/// The operands move along a line, `operand i + t * tangent i`; derivatives are by `t`, so the
/// tangents themselves are constant.
struct SymbolicDerivative {
  let primitive: Primitive
  let attributes: [Int]
  let count: Int

  /// The primitive itself.
  var value: Formula {
    .apply(primitive.name, (0..<count).map(Formula.operand), attributes: attributes)
  }

  /// The derivative of a formula, `nil` where it is zero.
  func derivative(of formula: Formula) -> Formula? {
    switch formula {
    case .operand(let index): return .tangent(index)
    case .tangent, .constant: return nil
    case .result: return derivative(of: value)
    case .apply(let name, let operands, let attributes):
      return derivative(
        of: formula, Primitive.id(named: name)!.primitive, operands, attributes: attributes)
    }
  }

  private func derivative(
    of formula: Formula, _ primitive: Primitive, _ operands: [Formula], attributes: [Int]
  ) -> Formula? {
    let tangents = operands.map { derivative(of: $0) }
    guard tangents.contains(where: { $0 != nil }) else { return nil }
    func placed(_ pattern: Formula) -> Formula {
      substitute(pattern, operands: operands, tangents: tangents, result: formula)
    }
    switch primitive.derivative {
    case .zero: return nil
    case .partials(let partials):
      return sum(
        zip(partials, tangents).compactMap { partial, tangent in
          tangent.map { placed(partial) * $0 }
        })
    case .pushforward(let pattern, _): return placed(pattern)
    case .variadicPushforward(let pattern, _): return placed(pattern(operands.count))
    case .multilinear(.each(let linear), _):
      return sum(
        linear.compactMap { position in
          tangents[position].map { tangent in
            var changed = operands
            changed[position] = tangent
            return .apply(primitive.name, changed, attributes: attributes)
          }
        })
    case .multilinear(.jointly, _):
      let all = zip(operands, tangents).map { $1 ?? zero(like: $0) }
      return .apply(primitive.name, all, attributes: attributes)
    }
  }

  private func sum(_ terms: [Formula]) -> Formula? {
    terms.dropFirst().reduce(terms.first) { partial, term in partial.map { $0 + term } }
  }

  /// Zeros of the shape of a formula, whatever its elements are.
  private func zero(like formula: Formula) -> Formula { .call("<", formula, formula) }

  private func substitute(
    _ pattern: Formula, operands: [Formula], tangents: [Formula?], result: Formula
  ) -> Formula {
    switch pattern {
    case .operand(let index): return operands[index]
    case .tangent(let index): return tangents[index] ?? zero(like: operands[index])
    case .result: return result
    case .constant: return pattern
    case .apply(let name, let arguments, let attributes):
      return .apply(
        name,
        arguments.map {
          substitute($0, operands: operands, tangents: tangents, result: result)
        }, attributes: attributes)
    }
  }
}

/// Evaluates a formula whose `result` has been replaced.
func evaluate(_ formula: Formula, operands: [Value], tangents: [Value]) throws -> Value {
  switch formula {
  case .operand(let index): return operands[index]
  case .tangent(let index): return tangents[index]
  case .result: preconditionFailure("a formula that stands alone has no result")
  case .constant(let value): return .real(value)
  case .apply(let name, let arguments, let attributes):
    return try Primitive.id(named: name)!.primitive.evaluation.apply(
      arguments.map { try evaluate($0, operands: operands, tangents: tangents) },
      attributes: attributes)
  }
}

extension Value {
  /// The type with known sizes.
  var type: Type {
    switch self {
    case .real: .real
    case .vec(let elements): .vec(.known(elements.count))
    case .mat(let rows, let columns, _): .mat(.known(rows), .known(columns))
    }
  }

  /// `self + factor * direction`
  func moved(along direction: Value, by factor: Double) -> Value {
    Value(
      shape: shape,
      elements: zip(elements, direction.elements).map { $0 + factor * $1 })
  }
}
