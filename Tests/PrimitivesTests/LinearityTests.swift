import Testing
import Types

@testable import Primitives

/// Where an operation is linear in an operand, NaN there leaves NaN wherever the operand counts: the
/// products of derivatives rely on it.
@Suite struct LinearityTests {
  @Test(arguments: Primitive.all.map(\.name))
  func whatIsNoNumberGoesThrough(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    for sample in primitive.sampleCases where sample.isRegular {
      let expected = try primitive.evaluation.apply(sample.operands, attributes: sample.attributes)
      for change in linearChanges(of: primitive, sample.operands) {
        let moved = try primitive.evaluation.apply(
          change.operands { $0 + 0.5 }, attributes: sample.attributes)
        let spoilt = try primitive.evaluation.apply(
          change.operands { _ in .nan }, attributes: sample.attributes)
        for position in expected.elements.indices
        where moved.elements[position] != expected.elements[position] {
          #expect(
            spoilt.elements[position].isNaN,
            "\(name) \(sample.operands) by \(change.operand), \(change.element)")
        }
      }
    }
  }

  @Test func whatIsLinearIsKnown() {
    let cases: [(String, Int, [Int])] = [
      ("+", 2, [0, 1]), ("*", 2, [0, 1]), ("/", 2, [0]), ("select", 3, [1, 2]), ("ref", 2, [0]),
      ("solve", 2, [1]), ("%recurrence", 2, [1]), ("%tangent-times", 2, [0, 1]),
      ("%add-at", 3, [0, 2]), ("matmul", 2, [0, 1]), ("vsum", 1, [0]), ("<", 2, []), ("max", 2, []),
      ("abs", 1, []), ("exp", 1, []), ("pow", 2, []), ("norm", 1, []), ("inv", 1, []),
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
