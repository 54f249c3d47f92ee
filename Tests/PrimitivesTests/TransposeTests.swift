import Testing
import Types

@testable import Primitives

/// Every operation that is linear in an operand has a transpose, in the sense of inner products:
/// ⟨c, L t⟩ = ⟨Lᵀ c, t⟩ for all tangents t and cotangents c.
@Suite struct TransposeTests {
  /// An operation with one operand replaced by a tangent.
  private struct Use {
    let primitive: Primitive
    let sample: SampleCase
    let position: Int

    func value(of operand: Value) throws -> Value {
      var operands = sample.operands
      operands[position] = operand
      return try primitive.evaluation.apply(operands, attributes: sample.attributes)
    }

    /// The adjoint of the operand for a cotangent of the result, where nothing else contributes.
    func adjoint(_ cotangent: Value, _ transpose: Transpose) throws -> Value {
      let use = TransposedUse(
        position: position, operands: sample.operands.map(\.type), attributes: sample.attributes)
      let formula: Formula
      switch transpose.adjoint(of: use) {
      case .term(let term): formula = term
      case .total(let total): formula = total
      }
      let zeros = sample.operands[position].map { _ in 0 }
      return try evaluate(formula, operands: sample.operands, tangents: [cotangent, zeros])
    }
  }

  private func check(_ use: Use, _ transpose: Transpose, _ random: inout SplitMix) throws {
    let tangent = use.sample.operands[use.position].map { _ in random.number() }
    // Where it is linear in several operands together, the others add a constant.
    let constant = try use.value(of: tangent.map { _ in 0 })
    let image = try use.value(of: tangent).moved(along: constant, by: -1)
    let cotangent = image.map { _ in random.number() }
    var adjoint = try use.adjoint(cotangent, transpose)
    let expected = dot(cotangent, image)
    if tangent.shape.isEmpty, !adjoint.shape.isEmpty {
      adjoint = .real(adjoint.elements.reduce(0, +))
    } else if adjoint.shape.isEmpty, !tangent.shape.isEmpty {
      adjoint = tangent.map { _ in adjoint.real }
    }
    #expect(adjoint.shape == tangent.shape)
    let found = dot(adjoint, tangent)
    #expect(
      abs(found - expected) <= 1e-12 * max(1, abs(expected)),
      "\(use.primitive.name) \(use.sample) by \(use.position): \(found), not \(expected)")
  }

  private func dot(_ left: Value, _ right: Value) -> Double {
    zip(left.elements, right.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// A row, and an operand that some formula replaces by a tangent.
  private struct LinearUse: Hashable {
    let name: String
    let count: Int
    let position: Int
  }

  /// All operands that formulas of the table replace by tangents.
  private var usesInFormulas: Set<LinearUse> {
    var uses: Set<LinearUse> = []
    for primitive in Primitive.all {
      for count in primitive.sampleOperandCounts {
        for formula in primitive.formulas(count: count) { collect(formula, &uses) }
      }
    }
    return uses
  }

  private func collect(_ formula: Formula, _ uses: inout Set<LinearUse>) {
    guard case .apply(let name, let operands, _) = formula else { return }
    for (position, operand) in operands.enumerated() where operand.hasTangent {
      uses.insert(LinearUse(name: name, count: operands.count, position: position))
      collect(operand, &uses)
    }
  }

  @Test func allLinearOperandsHaveOne() throws {
    var random = SplitMix(state: 3)
    var open = usesInFormulas
    for primitive in Primitive.all {
      for sample in primitive.sampleCases where sample.isRegular {
        for position in sample.operands.indices {
          let linear = LinearUse(
            name: primitive.name, count: sample.operands.count, position: position)
          let transpose: Transpose
          switch primitive.derivative {
          case .zero: continue
          case .partials:
            // Its transpose is the product with the partial derivative.
            open.remove(linear)
            continue
          case .multilinear(.jointly, let rule): transpose = rule
          case .multilinear(.each(let positions), let rule):
            guard positions.contains(position) else { continue }
            transpose = rule
          case .pushforward(_, let rule), .variadicPushforward(_, let rule):
            guard usesInFormulas.contains(linear) else { continue }
            transpose = rule
          }
          let use = Use(primitive: primitive, sample: sample, position: position)
          try check(use, transpose, &random)
          open.remove(linear)
        }
      }
    }
    // Determinants have derivatives of more orders than samples.
    open = open.filter { use in
      Primitive.id(named: use.name)?.primitive.sampleOperandCounts.contains(use.count) ?? true
    }
    #expect(open == [])
  }
}

extension Formula {
  /// Whether a tangent occurs.
  fileprivate var hasTangent: Bool {
    switch self {
    case .tangent: true
    case .operand, .result, .constant: false
    case .apply(_, let operands, _): operands.contains(where: \.hasTangent)
    }
  }
}

/// Reproducible random numbers.
private struct SplitMix {
  var state: UInt64

  /// A number between -1 and 1.
  mutating func number() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-52 - 1
  }
}
