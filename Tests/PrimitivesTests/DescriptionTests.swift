import Testing

@testable import Primitives

/// Signatures and formulas as documentation shows them.
@Suite struct DescriptionTests {
  @Test(arguments: [
    ("dot", ["(dot (vec n) (vec n)) → real"]),
    ("sin", ["(sin any) → any"]),
    ("+", ["(+ any …) → any"]),
    ("log", ["(log any) → any", "(log any any) → any"]),
    ("vec", ["(vec real …) → (vec n)"]),
    ("mat", ["(mat (vec n) …) → (mat m n)"]),
    ("slice", ["(slice (vec n) i j) → (vec j - i)"]),
    ("roll", ["(roll (vec n) k) → (vec n)"]),
    ("ref", ["(ref (vec n) i) → real", "(ref (mat m n) i j) → real"]),
    ("eye", ["(eye n) → (mat n n)"]),
    ("zeros", ["(zeros n) → (vec n)", "(zeros m n) → (mat m n)"]),
    ("matmul", ["(matmul (mat m n) (mat n k)) → (mat m k)"]),
    ("cross", ["(cross (vec 3) (vec 3)) → (vec 3)"]),
    ("solve", ["(solve (mat n n) (vec n)) → (vec n)", "(solve (mat m m) (mat m n)) → (mat m n)"]),
  ])
  func signatures(name: String, expected: [String]) throws {
    #expect(try #require(Primitive.id(named: name)).primitive.signatureDescriptions == expected)
  }

  @Test func formulas() {
    let x = Formula.x
    let y = Formula.y
    #expect((y * .call("pow", x, y - 1)).description == "(* y (pow x (- y 1)))")
    #expect((-.result / 0.5).description == "(/ (- result) 0.5)")
    #expect(Formula.call("dot", x, .dx).description == "(dot x dx)")
    #expect(Formula.operand(3).description == "x3")
    #expect(Formula.constant(-.infinity).description == "-inf.0")
    #expect(
      Formula.apply("slice", [x], attributes: [0, 2]).description == "(slice x 0 2)")
  }
}
