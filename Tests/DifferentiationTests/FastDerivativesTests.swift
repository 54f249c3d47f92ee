import Differentiation
import Evaluation
import IR
import Primitives
import RandomPrograms
import Testing

/// Careful products become plain ones, and quotients products with reciprocals, where the results show
/// what they get wrong, and nowhere else.
@Suite struct FastDerivativesTests {
  /// The rewritten program of an input, a parameter and a cotangent.
  private func rewritten(
    _ body: String, results: String = "real"
  ) throws -> (program: Program, check: ResultCheck)? {
    var program = try IRParser.parse(
      """
      input x : real
      input k : real
      input c : real
      entry function @f(%x: real, %k: real, %c: real) -> \(results) {
      \(body)
      }
      """)
    #expect(Verifier.verify(program) == [])
    guard let fast = FastDerivatives(in: program, inputs: 1, parameters: 1) else { return nil }
    fast.write(into: &program)
    #expect(Verifier.verify(program) == [])
    return (program, fast.check)
  }

  @Test func productsOfCotangentsArePlain() throws {
    let fast = try #require(
      try rewritten(
        """
          %s: real = sqrt %x
          %a: real = %tangent-product %c, %s
          %b: real = %tangent-product %s, %x
          yield %s, %a, %b
        """, results: "real, real, real"))
    // The last depends on no cotangent.
    #expect(fast.check == ResultCheck(results: [1], fault: .notANumber))
    let text = fast.program.description
    #expect(text.contains("= * %c.2, %s.3"))
    #expect(text.contains("= %tangent-product %s.3, %x.0"))
  }

  @Test func productsByZeroStay() throws {
    #expect(
      try rewritten(
        """
          %z: real = 0.0
          %a: real = %tangent-product %c, %z
          yield %a
        """) == nil)
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
    #expect(try rewritten("  %a: real = %tangent-product %c, %x\n" + rest) == nil)
  }

  @Test func choicesMayDropWhatTheyDoNotTake() throws {
    let fast = try #require(
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
    #expect(fast.check == ResultCheck(results: [0], fault: .notANumber))
    #expect(try Evaluator(fast.program).run([.real(0), .real(1), .real(0)]) == [.real(0)])
    #expect(try Evaluator(fast.program).run([.real(4), .real(1), .real(3)]) == [.real(1.5)])
  }

  // MARK: Quotients

  /// How many divisions a rewritten program has; `nil` where nothing was rewritten.
  private func divisions(_ body: String, results: String = "real") throws -> Int? {
    guard let fast = try rewritten(body, results: results) else { return nil }
    let hasQuotients = fast.check.fault == .notFinite
    let count = fast.program.description.components(of: "= / ")
    return hasQuotients ? count : nil
  }

  @Test func quotientsOfDerivativesShareReciprocals() throws {
    let fast = try #require(
      try rewritten(
        """
          %s: real = sqrt %x
          %v: real = / %x, %s
          %n: real = negate %v
          %q: real = / %n, %s
          %a: real = * %c, %q
          %one: real = 1.0
          %i: real = / %one, %s
          %b: real = * %c, %i
          yield %v, %a, %b
        """, results: "real, real, real"))
    #expect(fast.check == ResultCheck(results: [1, 2], fault: .notFinite))
    let text = fast.program.description
    #expect(text.components(of: "= / ") == 2)
    // The value is divided.
    #expect(text.contains("= / %x.0, %s.3"))
    #expect(
      try Evaluator(fast.program).run([.real(4), .real(1), .real(3)])
        == [.real(2), .real(-3), .real(1.5)])
  }

  @Test func severalQuotientsAreWorthAReciprocal() throws {
    #expect(
      try divisions("  %a: real = / %c, %x\n  %b: real = / %a, %x\n  yield %b") == 1)
    #expect(try divisions("  %a: real = / %c, %x\n  yield %a") == nil)
    // A vector is divided element by element.
    #expect(
      try divisions(
        """
          %v: (vec 2) = vec %c, %x
          %q: (vec 2) = / %v, %x
          yield %q
        """, results: "(vec 2)") == 1)
  }

  @Test func whatIsTheSameForAllItemsOrRoundsIsDividedByOnce() throws {
    #expect(try divisions("  %a: real = / %c, %k\n  yield %a") == 1)
    let round = """
        %a: real = fold 5 (%i: real, %s: real = %c) {
          %t: real = / %s, DIVISOR
          recur %t
        }
        yield %a
      """
    #expect(try divisions(round.replacing("DIVISOR", with: "%x")) == 1)
    #expect(
      try divisions(
        round.replacing("DIVISOR", with: "%u").replacing(
          "%t: real", with: "%u: real = + %i, %x\n    %t: real")) == nil)
  }

  @Test func branchesShareOnlyWhatIsThereBefore() throws {
    let branches = """
        %m: real = if %x {
          %a: real = / %c, %x
          yield %a
        } else {
          %n: real = negate %c
          %b: real = / %n, %x
          yield %b
        }
      """
    #expect(try divisions(branches + "\n  yield %m") == nil)
    let before = "  %one: real = 1.0\n  %i: real = / %one, %x\n  %d: real = * %c, %i\n"
    #expect(
      try divisions(before + branches + "\n  yield %m, %d", results: "real, real") == 1)
    let behind = "\n  %q: real = / %m, %x\n  %r: real = / %q, %x\n  yield %r"
    #expect(try divisions(branches + behind) == 3)
  }

  @Test(arguments: [
    // A result that depends on no cotangent, a function that is not linear, a jump, a condition.
    "  yield %q, %r, %c",
    "  %e: real = exp %q\n  %a: real = * %c, %e\n  %b: real = * %r, %c\n  yield %a, %b, %c",
    "  %e: real = floor %q\n  %a: real = * %c, %e\n  %b: real = * %r, %c\n  yield %a, %b, %c",
    "  %e: real = modulo %q, %x\n  %a: real = * %c, %e\n  %b: real = * %r, %c\n  yield %a, %b, %c",
    """
      %a: real = if %q {
        yield %c
      } else {
        yield %x
      }
      %b: real = * %r, %c
      yield %a, %b, %c
    """,
  ])
  func valuesAreDivided(rest: String) throws {
    let quotients = "  %q: real = / %k, %x\n  %n: real = negate %k\n  %r: real = / %n, %x\n"
    #expect(try divisions(quotients + rest, results: "real, real, real") == nil)
  }

  // MARK: Results

  /// What the results of a quotient's derivatives are, and whether they show a fault.
  private func slopes(_ x: Double, _ y: Double, _ cotangent: Double) throws -> (
    careful: [Double], fast: [Double], isFaulty: Bool
  ) {
    let source = try IRParser.parse(
      """
      input x : real
      input y : real
      entry function @f(%x: real, %y: real) -> real {
        %q: real = / %x, %y
        yield %q
      }
      """)
    let careful = ReverseMode.pullback(of: source, wrt: [0, 1])
    var fast = careful
    let rewriting = try #require(FastDerivatives(in: careful, inputs: 2, parameters: 0))
    rewriting.write(into: &fast)
    #expect(rewriting.check == ResultCheck(results: [1, 2], fault: .notFinite))
    #expect(fast.description.components(of: "= / ") == 2)
    let inputs = [x, y, cotangent].map(Value.real)
    let (expected, found) = (
      try Evaluator(careful).run(inputs).flatMap(\.elements),
      try Evaluator(fast).run(inputs).flatMap(\.elements)
    )
    return (expected, found, !found[1...].allSatisfy(\.isFinite))
  }

  @Test func smallDivisorsShow() throws {
    for divisor in [0, 0x1p-1074, 0x1p-1030, -0x1p-1030, 0x1p-1024] {
      // The exact derivatives are finite, but at 0.
      let result = try slopes(0x1p-1060, divisor, 0x1p-1060)
      #expect(result.isFaulty, "\(divisor)")
    }
  }

  @Test(arguments: [0x1p-1023, 0x1.8p-1022, 1e-300, 3, -7, 1e300, 1.7e308, .infinity])
  func otherDivisorsAreAsGood(divisor: Double) throws {
    for (dividend, cotangent) in [(1.0, 1e-5), (0x1p-1060, 0x1p-1030), (0, 0), (0x1p-1074, 1)] {
      let result = try slopes(dividend, divisor, cotangent)
      guard result.careful.allSatisfy(\.isFinite) else { continue }
      #expect(!result.isFaulty, "\(dividend) \(divisor)")
      #expect(result.fast[0] == result.careful[0])
      for (found, expected) in zip(result.fast, result.careful) {
        let error = abs(found - expected)
        #expect(error <= max(1e-14 * abs(expected), 0x1p-1073), "\(dividend) \(divisor)")
      }
    }
  }

  /// Where no result shows a fault, all are those of the careful program, whatever it is and wherever.
  @Test func resultsWithoutFaultAreGood() throws {
    var (compared, divided) = (0, 0)
    for seed: UInt64 in 1...1000 {
      let random = RandomProgram.generate(seed: seed)
      let program = random.program.withKnownSizes()
      let count = program.inputs.count + program.parameters.count
      let careful = ReverseMode.pullback(of: program, wrt: Array(0..<count))
      guard
        let rewriting = FastDerivatives(
          in: careful, inputs: program.inputs.count, parameters: program.parameters.count)
      else { continue }
      var fast = careful
      rewriting.write(into: &fast)
      try #require(Verifier.verify(fast) == [], "seed \(seed)\n\(fast)")
      if rewriting.check.fault == .notFinite { divided += 1 }
      for scale in [1, 1e-300, 0x1p-1074, 0, 1e300] {
        let inputs = (random.inputs + program.parameters.map(\.initial)).map { $0.times(scale) }
        guard
          let values = try? Evaluator(program).run(
            Array(inputs[..<program.inputs.count]),
            parameters: Array(inputs[program.inputs.count...]))
        else { continue }
        let cotangents = values.map { value in
          Value(shape: value.shape, elements: value.elements.map { _ in 0.75 })
        }
        guard let expected = try? Evaluator(careful).run(inputs + cotangents) else { continue }
        let found = try Evaluator(fast).run(inputs + cotangents)
        let isFaulty = rewriting.check.results.contains { position in
          found[position].elements.contains { $0.isNaN || !$0.isFinite }
        }
        if isFaulty { continue }
        compared += 1
        #expect(agree(found, expected, 1e-9), "seed \(seed), \(scale)\n\(careful)\n\(fast)")
      }
    }
    #expect(compared > 500)
    #expect(divided > 40)
  }
}

extension Value {
  /// All elements times a number.
  fileprivate func times(_ factor: Double) -> Value {
    Value(shape: shape, elements: elements.map { $0 * factor })
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
