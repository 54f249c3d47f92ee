import Differentiation
import Evaluation
import IR
import Primitives
import Testing

/// The gradient of programs with one real result, form by form, against values worked out by hand.
@Suite struct ReverseFormTests {
  /// The value and the gradient by all inputs.
  private func gradient(_ text: String, _ inputs: Value...) throws -> [Value] {
    let program = try IRParser.parse(text)
    #expect(Verifier.verify(program) == [])
    let reverse = ReverseMode.pullback(of: program, wrt: Array(inputs.indices))
    #expect(Verifier.verify(reverse) == [])
    return try Evaluator(reverse).run(inputs + [.real(1)])
  }

  @Test func whatDoesNotMatterHasTheAdjointZero() throws {
    let text = """
      input x : real
      input v : (vec 2)
      entry function @f(%x: real, %v: (vec 2)) -> real {
        %c: real = floor %x
        yield %c
      }
      """
    #expect(try gradient(text, .real(2.5), .vec([1, 2])) == [.real(2), .real(0), .vec([0, 0])])
  }

  @Test func usesOfOneValueAddUp() throws {
    let text = """
      input x : real
      entry function @f(%x: real) -> real {
        %a: real = * %x, %x
        %b: real = * %a, %x
        %c: real = + %b, %a
        %d: real = - %c, %x
        %e: real = max %d, %d, %d
        yield %e
      }
      """
    #expect(try gradient(text, .real(2)) == [.real(10), .real(15)])
  }

  @Test func scalarsBesideVectorsGetTheSum() throws {
    let text = """
      input s : real
      input v : (vec 3)
      entry function @f(%s: real, %v: (vec 3)) -> real {
        %a: (vec 3) = * %s, %v
        %b: (vec 3) = - %s, %a
        %c: (vec 3) = / %b, %s
        %z: real = 1.0
        %d: (vec 3) = select %z, %s, %c
        %e: (vec 3) = + %c, %d
        %y: real = vsum %e
        yield %y
      }
      """
    // Each of e is 1 - v + s.
    #expect(
      try gradient(text, .real(2), .vec([1, 2, 3])) == [.real(3), .real(3), .vec([-1, -1, -1])])
  }

  @Test func matricesBesideScalars() throws {
    let text = """
      input s : real
      input m : (mat 2 2)
      entry function @f(%s: real, %m: (mat 2 2)) -> real {
        %a: (mat 2 2) = * %m, %s
        %b: (mat 2 2) = + %a, %s
        %t: (mat 2 2) = transpose %b
        %i: real = 0.0
        %j: real = 1.0
        %r: (vec 2) = row %t, %j
        %c: (vec 2) = col %b, %i
        %x: real = ref %b, %i, %j
        %p: real = dot %r, %c
        %y: real = * %p, %x
        yield %y
      }
      """
    // y = (b01 b00 + b11 b10) b01 with b = s (m + 1): s³ times a number.
    let (s, m) = (2.0, [1.0, 2, 3, 4])
    let n = m.map { $0 + 1 }
    let product = n[1] * n[0] + n[3] * n[2]
    let cube = s * s * s
    let expected: [Value] = [
      .real(cube * product * n[1]), .real(3 * s * s * product * n[1]),
      .mat(
        rows: 2, columns: 2,
        elements: [n[1] * n[1], product + n[0] * n[1], n[3] * n[1], n[2] * n[1]].map { $0 * cube }),
    ]
    let found = try gradient(text, .real(s), .mat(rows: 2, columns: 2, elements: m))
    #expect(agree(found, expected, 1e-14), "\(found), not \(expected)")
  }

  @Test(arguments: [(-1.0, 0.0), (0, 0), (4, 0.25)])
  func infiniteDerivativesOfWhatDoesNotMoveCountNothing(x: Double, derivative: Double) throws {
    let text = """
      input x : real
      entry function @f(%x: real) -> real {
        %zero: real = 0.0
        %c: real = > %x, %zero
        %r: real = max %x, %zero
        %a: real = sqrt %r
        %y: real = select %c, %a, %zero
        yield %y
      }
      """
    #expect(try gradient(text, .real(x))[1] == .real(derivative))
  }

  @Test(arguments: [0.0, 1, 2, 7]) func loopsOfAnyNumberOfRounds(rounds: Double) throws {
    let text = """
      input x : real
      input n : real
      entry function @f(%x: real, %n: real) -> real {
        %one: real = 1.0
        %y: real = loop (%i: real = %n, %p: real = %x) {
          branch %i {
            %j: real = - %i, %one
            %q: real = * %p, %x
            recur %j, %q
          } else {
            %z: real = + %p, %p
            yield %z
          }
        }
        yield %y
      }
      """
    let power = (0..<Int(rounds)).reduce(1.0) { power, _ in power * 3 }
    #expect(
      try gradient(text, .real(3), .real(rounds))
        == [.real(6 * power), .real(2 * (rounds + 1) * power), .real(0)])
  }

  @Test func endsOfDifferentKindsInOneLoop() throws {
    // Ends at once above 10, after a round that takes a root above 5, else grows.
    let text = """
      input x : real
      input k : real
      entry function @f(%x: real, %k: real) -> real {
        %five: real = 5.0
        %ten: real = 10.0
        %y: real = loop (%a: real = %x) {
          %c: real = > %a, %ten
          branch %c {
            yield %a
          } else {
            %d: real = > %a, %five
            branch %d {
              %r: real = sqrt %a
              %z: real = * %r, %k
              yield %z
            } else {
              %b: real = * %a, %k
              recur %b
            }
          }
        }
        yield %y
      }
      """
    #expect(try gradient(text, .real(16), .real(3)) == [.real(16), .real(1), .real(0)])
    #expect(try gradient(text, .real(9), .real(3)) == [.real(9), .real(0.5), .real(3)])
    // 4 k, then its root times k: 2 k^1.5; 1.5 k² … beyond ten ends at once.
    let found = try gradient(text, .real(4), .real(2))
    #expect(
      agree(
        found,
        [.real(2 * 8.0.squareRoot()), .real(1 / 2.0.squareRoot()), .real(3 * 2.0.squareRoot())],
        1e-14))
    #expect(try gradient(text, .real(4), .real(3)) == [.real(12), .real(3), .real(4)])
  }

  @Test func scansAndFoldsOfNoRounds() throws {
    let text = """
      input x : real
      entry function @f(%x: real) -> real {
        %v: (vec 0) = scan 0 (%a: real = %x) {
          %b: real = * %a, %a
          recur %b
        }
        %w: (vec 0) = tabulate 0 (%i: real) {
          yield %x
        }
        %s: real = vsum %v
        %t: real = vsum %w
        %u: real = + %s, %t
        %y: real = + %u, %x
        yield %y
      }
      """
    #expect(try gradient(text, .real(2)) == [.real(2), .real(1)])
  }

  /// A naive Fibonacci-like recursion: f(n) = x f(n-1) + f(n-2), f(1) = f(0) = x.
  @Test func treesOfCalls() throws {
    let text = """
      input x : real
      function @f(%n: real, %x: real) -> real {
        %one: real = 1.0
        %c: real = > %n, %one
        %r: real = if %c {
          %m: real = - %n, %one
          %l: real = - %m, %one
          %a: real = call @f(%m, %x)
          %b: real = call @f(%l, %x)
          %d: real = * %x, %a
          %e: real = + %d, %b
          yield %e
        } else {
          yield %x
        }
        yield %r
      }
      entry function @main(%x: real) -> real {
        %n: real = 4.0
        %y: real = call @f(%n, %x)
        yield %y
      }
      """
    // f(4) = x⁵ + x⁴ + 2 x³ … by hand: f2 = x²+x, f3 = x³+x²+x, f4 = x⁴+x³+2x²+x.
    #expect(try gradient(text, .real(2)) == [.real(34), .real(53)])
  }

  @Test func anEntryThatCallsItself() throws {
    #expect(try gradient(Shared.power, .real(3), .real(2)) == [.real(8), .real(0), .real(12)])
  }

  @Test func deepRecursionIsNoMatter() throws {
    #expect(try gradient(Shared.deepRecursion, .real(1)) == [.real(10_000), .real(10_000)])
  }

  /// The limits of the program hold for its gradient: no round and no call more or less.
  @Test(arguments: [(9.0, true), (10, false)]) func limitsStay(rounds: Double, isAllowed: Bool)
    throws
  {
    let loop = """
      limit iterations 10
      input x : real
      input n : real
      entry function @f(%x: real, %n: real) -> real {
        %one: real = 1.0
        %v: (vec 30) = tabulate 30 (%i: real) {
          %w: real = * %x, %i
          yield %w
        }
        %s: real = vsum %v
        %y: real = loop (%i: real = %n, %p: real = %s) {
          branch %i {
            %j: real = - %i, %one
            %q: real = * %p, %x
            recur %j, %q
          } else {
            yield %p
          }
        }
        yield %y
      }
      """
    if isAllowed {
      _ = try gradient(loop, .real(1), .real(rounds))
    } else {
      #expect(throws: EvaluationError.self) { try gradient(loop, .real(1), .real(rounds)) }
    }
  }

  @Test func severalResultsHaveCotangentsOfTheirOwn() throws {
    let text = """
      input x : real
      parameter k : real = 3.0
      entry function @f(%x: real, %k: real) -> real, (vec 2) {
        %a: real = * %x, %k
        %v: (vec 2) = vec %x, %a
        yield %a, %v
      }
      """
    let reverse = ReverseMode.pullback(of: try IRParser.parse(text), wrt: [1, 0])
    #expect(reverse.inputs.map(\.name) == ["x", "k", "%cotangent 0", "%cotangent 1"])
    #expect(reverse.parameters.isEmpty)
    let values = try Evaluator(reverse).run([.real(2), .real(3), .real(1), .vec([10, 100])])
    #expect(values == [.real(6), .vec([2, 6]), .real(202), .real(313)])
  }
}
