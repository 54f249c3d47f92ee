import Differentiation
import Evaluation
import IR
import Primitives
import Testing

@Suite struct GradientTests {
  private func gradient(_ text: String, _ inputs: Value...) throws -> [String: Value] {
    try ForwardMode.gradient(of: IRParser.parse(text), at: inputs)
  }

  @Test func namesInputsAndParameters() throws {
    let text = """
      input v : (vec 2)
      parameter k : real = 3.0
      entry function @f(%v: (vec 2), %k: real) -> real {
        %s: real = vsum %v
        %y: real = * %s, %k
        yield %y
      }
      """
    #expect(try gradient(text, .vec([1, 2])) == ["v": .vec([3, 3]), "k": .real(3)])
  }

  @Test func zeroTangentsAnnihilateWhatIsInfinite() throws {
    let text = """
      input v : (vec 2)
      entry function @f(%v: (vec 2)) -> real {
        %zero: real = 0.0
        %one: real = 1.0
        %a: real = ref %v, %zero
        %b: real = ref %v, %one
        %r: real = sqrt %a
        %y: real = + %r, %b
        yield %y
      }
      """
    #expect(try gradient(text, .vec([0, 3])) == ["v": .vec([.infinity, 1])])
  }

  @Test func secondDerivativesSurviveZeroTangents() throws {
    // exp(x²) at 0: the first derivative is 0, the second is 2.
    let text = """
      input x : real
      entry function @f(%x: real) -> real {
        %s: real = * %x, %x
        %y: real = exp %s
        yield %y
      }
      """
    let first = ForwardMode.pushforward(of: try IRParser.parse(text), inputs: [0])
    let second = ForwardMode.pushforward(of: first, inputs: [0])
    let values = try Evaluator(second).run([.real(0), .real(1), .real(1)])
    #expect(values == [.real(1), .real(0), .real(0), .real(2)])
  }

  @Test func mixedDerivativesOfIndependentTermsAreZero() throws {
    // √a + √b at (0, 0), by a and then by b.
    let text = """
      input a : real
      input b : real
      entry function @f(%a: real, %b: real) -> real {
        %r: real = sqrt %a
        %s: real = sqrt %b
        %y: real = + %r, %s
        yield %y
      }
      """
    let first = ForwardMode.pushforward(of: try IRParser.parse(text), inputs: [0, 1])
    let second = ForwardMode.pushforward(of: first, inputs: [0, 1])
    let (zero, one) = (Value.real(0), Value.real(1))
    let values = try Evaluator(second).run([zero, zero, one, zero, zero, one])
    #expect(values[3] == zero)
  }

  @Test(arguments: [(0.0, 0.0), (4.0, 0.25)])
  func onlyTheBranchTakenCounts(x: Double, derivative: Double) throws {
    let text = """
      input x : real
      entry function @f(%x: real) -> real {
        %zero: real = 0.0
        %c: real = > %x, %zero
        %y: real = if %c {
          %r: real = sqrt %x
          yield %r
        } else {
          yield %zero
        }
        yield %y
      }
      """
    #expect(try gradient(text, .real(x)) == ["x": .real(derivative)])
  }

  @Test func givesJacobiansOfVectors() throws {
    let text = """
      input v : (vec 2)
      input s : real
      entry function @f(%v: (vec 2), %s: real) -> (vec 2) {
        %w: (vec 2) = scale %s, %v
        yield %w
      }
      """
    let jacobian = try ForwardMode.jacobian(
      of: IRParser.parse(text), at: [.vec([1, 2]), .real(3)])
    #expect(jacobian.map(\.name) == ["v", "s"])
    #expect(jacobian.map(\.columns) == [[[3, 0], [0, 3]], [[1, 2]]])
    #expect(jacobian.map(\.shape) == [[2], []])
  }

  @Test func deepRecursionIsNoMatter() throws {
    #expect(try gradient(Shared.deepRecursion, .real(1)) == ["x": .real(10_000)])
  }
}
