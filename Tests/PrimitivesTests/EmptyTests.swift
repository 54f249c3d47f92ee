import Testing

@testable import Primitives

/// Vectors and matrices without elements, which `slice` and `zeros` can make.
@Suite struct EmptyTests {
  @Test(arguments: [
    ("vsum", 0.0), ("vmean", .nan), ("vprod", 1), ("vmin", .infinity), ("vmax", -.infinity),
    ("vlen", 0), ("norm", 0),
  ])
  func reductions(name: String, expected: Double) throws {
    let value = try apply(name, [.vec([])]).real
    #expect(value == expected || (value.isNaN && expected.isNaN))
  }

  @Test(arguments: ["normalize", "%exclusive-products"])
  func arrangements(name: String) throws {
    #expect(try apply(name, [.vec([])]) == .vec([]))
  }

  @Test func others() throws {
    #expect(try apply("roll", [.vec([])], attributes: [3]) == .vec([]))
    #expect(try apply("%push", [.real(1), .vec([])]) == .vec([]))
    #expect(try apply("dot", [.vec([]), .vec([])]) == .real(0))
    #expect(try apply("det", [.mat(rows: 0, columns: 0, elements: [])]) == .real(1))
    #expect(throws: EvaluationFailure.indexOutOfRange(index: 0, length: 0)) {
      try apply("ref", [.vec([]), .real(0)])
    }
  }

  @Test(arguments: ["vprod", "vmin", "vmax", "norm", "normalize", "vmean", "vsum"])
  func derivatives(name: String) throws {
    let primitive = try #require(Primitive.id(named: name)).primitive
    let symbolic = SymbolicDerivative(primitive: primitive, attributes: [], count: 1)
    let first = try #require(symbolic.derivative(of: symbolic.value))
    let tangent = try evaluate(first, operands: [.vec([])], tangents: [.vec([])])
    #expect(tangent.elements.allSatisfy { $0 == 0 || name == "vmean" })
  }

  private func apply(_ name: String, _ operands: [Value], attributes: [Int] = []) throws -> Value {
    try #require(Primitive.id(named: name)).primitive.evaluation
      .apply(operands, attributes: attributes)
  }
}
