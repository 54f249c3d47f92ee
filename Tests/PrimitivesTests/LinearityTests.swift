import Testing
import Types

@testable import Primitives

/// Where an operation is linear in an operand, NaN there leaves NaN wherever the operand counts, what is
/// infinite leaves nothing finite, and twice the change makes twice the difference: fast derivatives
/// rely on it.
@Suite struct LinearityTests {
  @Test(arguments: Primitive.all.map(\.name))
  func whatIsNotFiniteGoesThrough(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    for sample in primitive.sampleCases where sample.isRegular {
      for change in linearChanges(of: primitive, sample.operands) {
        func result(_ moved: (Double) -> Double) throws -> [Double] {
          try primitive.evaluation.apply(change.operands(moved), attributes: sample.attributes)
            .elements
        }
        let expected = try result { $0 }
        let moved = try result { $0 + 0.5 }
        let twice = try result { $0 + 1 }
        let spoilt = try result { _ in .nan }
        let infinite = try result { _ in .infinity }
        let place = "\(name) \(sample.operands) by \(change.operand), \(change.element)"
        for position in expected.indices where moved[position] != expected[position] {
          #expect(spoilt[position].isNaN, "\(place)")
          #expect(!infinite[position].isFinite, "\(place)")
          let difference = moved[position] - expected[position]
          let error = twice[position] - expected[position] - 2 * difference
          let size = max(abs(expected[position]), abs(twice[position]))
          #expect(abs(error) <= 1e-9 * max(size, 1e-6), "\(place)")
        }
      }
    }
  }

  @Test func whatIsLinearIsKnown() {
    let cases: [(String, Int, [Int])] = [
      ("+", 2, [0, 1]), ("*", 2, [0, 1]), ("/", 2, [0]), ("select", 3, [1, 2]), ("ref", 2, [0]),
      ("solve", 2, [1]), ("%recurrence", 2, [1]), ("%tangent-product", 2, [0, 1]),
      ("%add-at", 3, [0, 2]), ("matmul", 2, [0, 1]), ("vsum", 1, [0]), ("<", 2, []), ("max", 2, []),
      ("abs", 1, []), ("remainder", 2, []), ("modulo", 2, []), ("clamp", 3, []), ("exp", 1, []),
      ("pow", 2, []), ("norm", 1, []), ("inv", 1, []),
      ("%cofactors", 2, []),
    ]
    for (name, count, expected) in cases {
      let primitive = Primitive.id(named: name)?.primitive
      let found = (0..<count).filter { primitive?.isLinear(inOperand: $0, of: count) ?? false }
      #expect(found == expected, "\(name)")
    }
  }
}

/// One element of one operand that is changed, and that the operation is linear in.
struct LinearChange {
  let operand: Int
  let element: Int
  private let all: [Value]

  init(operand: Int, element: Int, of all: [Value]) {
    self.operand = operand
    self.element = element
    self.all = all
  }

  /// The operands after the change.
  func operands(_ change: (Double) -> Double) -> [Value] {
    var operands = all
    var elements = all[operand].elements
    elements[element] = change(elements[element])
    operands[operand] = Value(shape: all[operand].shape, elements: elements)
    return operands
  }
}

/// All changes of one element of operands that an operation is linear in.
func linearChanges(of primitive: Primitive, _ operands: [Value]) -> [LinearChange] {
  operands.indices.flatMap { operand -> [LinearChange] in
    guard primitive.isLinear(inOperand: operand, of: operands.count) else { return [] }
    return operands[operand].elements.indices.map {
      LinearChange(operand: operand, element: $0, of: operands)
    }
  }
}
