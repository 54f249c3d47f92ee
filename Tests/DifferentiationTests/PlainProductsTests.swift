import Differentiation
import Evaluation
import IR
import Primitives
import Testing

/// Careful products become plain ones where NaN would show what they get wrong, and nowhere else.
@Suite struct PlainProductsTests {
  /// The rewritten program; its second input is a cotangent.
  private func rewritten(
    _ body: String, results: String = "real"
  ) throws -> (program: Program, uncertain: [Int])? {
    var program = try IRParser.parse(
      """
      input x : real
      input c : real
      entry function @f(%x: real, %c: real) -> \(results) {
      \(body)
      }
      """)
    #expect(Verifier.verify(program) == [])
    guard let plain = PlainProducts(in: program, firstTangent: 1) else { return nil }
    plain.write(into: &program)
    #expect(Verifier.verify(program) == [])
    return (program, plain.uncertain)
  }

  @Test func productsOfCotangentsArePlain() throws {
    let plain = try #require(
      try rewritten(
        """
          %s: real = sqrt %x
          %a: real = %tangent-product %c, %s
          %b: real = %tangent-times %s, %x
          yield %s, %a, %b
        """, results: "real, real, real"))
    // The last depends on no cotangent.
    #expect(plain.uncertain == [1])
    let text = plain.program.description
    #expect(text.contains("= * %c.1, %s.2"))
    #expect(text.contains("= %tangent-times %s.2, %x.0"))
  }

  @Test func productsByZeroStay() throws {
    #expect(
      try rewritten(
        """
          %z: real = 0.0
          %a: real = %tangent-product %c, %z
          yield %a
        """)?.uncertain == nil)
  }

  @Test(arguments: [
    // Of what these make of NaN nothing is left to be seen.
    "  %m: real = < %a, %x\n  yield %m",
    "  %m: real = max %a, %x\n  yield %m",
    "  %m: real = select %a, %x, %c\n  yield %m",
    """
      %m: real = if %a {
        yield %x
      } else {
        yield %c
      }
      yield %m
    """,
  ])
  func nothingIsRewrittenWhereNaNCouldVanish(rest: String) throws {
    #expect(try rewritten("  %a: real = %tangent-product %c, %x\n" + rest)?.uncertain == nil)
  }

  @Test func choicesMayDropWhatTheyDoNotTake() throws {
    let plain = try #require(
      try rewritten(
        """
          %one: real = 1.0
          %zero: real = 0.0
          %s: real = sqrt %x
          %i: real = / %one, %s
          %a: real = %tangent-product %c, %i
          %m: real = < %zero, %x
          %y: real = select %m, %a, %c
          yield %y
        """))
    #expect(plain.uncertain == [0])
    #expect(try Evaluator(plain.program).run([.real(0), .real(0)]) == [.real(0)])
    #expect(try Evaluator(plain.program).run([.real(4), .real(3)]) == [.real(1.5)])
  }
}
