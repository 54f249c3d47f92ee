import Differentiation
import Evaluation
import IR
import Primitives
import Testing

/// The gradient in forward mode, side by side, is that of reverse mode.
@Suite struct DirectionalFormTests {
  /// Two variables, one of them a parameter, and a third that nothing is differentiated by.
  private static let loop = """
    input x : real
    input n : real
    parameter k : real = 1.5
    entry function @f(%x: real, %n: real, %k: real) -> real {
      %zero: real = 0
      %y: real = loop (%i: real = %zero, %s: real = %x) {
        %c: real = < %i, %n
        branch %c {
          %one: real = 1
          %j: real = + %i, %one
          %t: real = sin %s
          %u: real = * %k, %t
          recur %j, %u
        } else {
          yield %s
        }
      }
      yield %y
    }
    """

  private static let recursion = """
    input x : real
    input n : real
    parameter k : real = 1.5
    function @power(%b: real, %m: real) -> real {
      %one: real = 1
      %c: real = < %m, %one
      %r: real = if %c {
        yield %b
      } else {
        %p: real = - %m, %one
        %s: real = call @power(%b, %p)
        %t: real = * %s, %b
        yield %t
      }
      yield %r
    }
    entry function @f(%x: real, %n: real, %k: real) -> real {
      %a: real = call @power(%x, %n)
      %b: real = * %a, %k
      yield %b
    }
    """

  @Test(arguments: [loop, recursion]) func agreesWithReverseMode(text: String) throws {
    let program = try IRParser.parse(text)
    let wrt = [2, 0]
    let form = try #require(DirectionalForm(of: program, wrt: wrt))
    #expect(Verifier.verify(form.program) == [])
    #expect(form.tangents == 3..<5)
    let point: [Value] = [.real(0.7), .real(4), .real(1.2)]
    let cotangent = Value.real(-2.5)
    let expected = try Evaluator(ReverseMode.pullback(of: program, wrt: wrt)).run(
      point + [cotangent])
    let evaluator = Evaluator(form.program)
    for (direction, adjoint) in expected.dropFirst().enumerated() {
      let seeds = wrt.indices.map { Value.real($0 == direction ? 1 : 0) }
      let found = try evaluator.run(point + seeds + [cotangent])
      #expect(found[0] == expected[0])
      let difference = found[1].elements[0] - adjoint.elements[0]
      #expect(difference.magnitude < 1e-14 * adjoint.elements[0].magnitude)
    }
  }

  @Test func isThereForFewRealsAlone() throws {
    let program = try IRParser.parse(Self.loop)
    #expect(DirectionalForm(of: program, wrt: []) == nil)
    #expect(DirectionalForm(of: program, wrt: [0, 0]) == nil)
    // Nothing goes round.
    let straight = try IRParser.parse(
      """
      input x : real
      entry function @f(%x: real) -> real {
        %y: real = sin %x
        yield %y
      }
      """)
    #expect(DirectionalForm(of: straight, wrt: [0]) == nil)
    for smooth in [Smooth.scan, .vectors] {
      #expect(DirectionalForm(of: try IRParser.parse(smooth.text), wrt: [0]) == nil)
    }
  }
}
