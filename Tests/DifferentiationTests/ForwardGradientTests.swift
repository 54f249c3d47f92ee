import Differentiation
import Evaluation
import IR
import Primitives
import Testing

/// The gradient in forward mode, side by side, is that of reverse mode.
@Suite struct ForwardGradientTests {
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
    let form = try #require(ForwardGradient(inOneDirection: program, wrt: wrt))
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

  @Test func tangentsSideBySideAreTheGradient() throws {
    let program = try IRParser.parse(Self.loop)
    let wrt = [2, 0]
    let gradient = try #require(ForwardGradient(of: program, wrt: wrt))
    #expect(gradient.tangents == 3..<5)
    var forward = gradient.program
    forward.fixTangents(at: gradient.tangents)
    #expect(Verifier.verify(forward) == [])
    let reverse = ReverseMode.pullback(of: program, wrt: wrt)
    let point: [Value] = [.real(0.7), .real(4), .real(1.2), .real(-2.5)]
    let found = try Evaluator(forward).run(point)
    let expected = try Evaluator(reverse).run(point)
    #expect(found[0] == expected[0])
    for (one, other) in zip(found, expected) {
      let difference = one.elements[0] - other.elements[0]
      #expect(difference.magnitude < 1e-14 * other.elements[0].magnitude)
    }
    // Nothing of second order is left: a state, its two tangents, and the rounds.
    forward.forEachBinding(from: forward[forward.entry].body) { binding in
      if case .loop(let initial, _) = binding.operation { #expect(initial.count == 4) }
    }
    #expect(gradient.isCheaper(than: reverse))
  }

  @Test func manyTangentsCostMoreThanReverseMode() throws {
    // Products of four variables in turn: a tangent of each takes three operations.
    let program = try IRParser.parse(
      """
      input a : real
      input b : real
      input c : real
      input d : real
      entry function @f(%a: real, %b: real, %c: real, %d: real) -> real {
        %x: real = loop (%x: real = %a) {
          %p: real = * %x, %b
          %q: real = * %p, %c
          %r: real = * %q, %d
          %s: real = * %r, %b
          %t: real = * %s, %c
          %u: real = * %t, %d
          %v: real = * %u, %b
          %w: real = * %v, %c
          %y: real = * %w, %d
          %more: real = < %y, %a
          branch %more {
            recur %y
          } else {
            yield %y
          }
        }
        yield %x
      }
      """)
    let wrt = [0, 1, 2, 3]
    let gradient = try #require(ForwardGradient(of: program, wrt: wrt))
    #expect(!gradient.isCheaper(than: ReverseMode.pullback(of: program, wrt: wrt)))
  }

  @Test func isThereForFewRealsAlone() throws {
    let program = try IRParser.parse(Self.loop)
    #expect(ForwardGradient(inOneDirection: program, wrt: []) == nil)
    #expect(ForwardGradient(inOneDirection: program, wrt: [0, 0]) == nil)
    #expect(ForwardGradient(of: program, wrt: [0, 0]) == nil)
    #expect(ForwardGradient(of: try IRParser.parse(Self.recursion), wrt: [0]) == nil)
    // Nothing goes round.
    let straight = try IRParser.parse(
      """
      input x : real
      entry function @f(%x: real) -> real {
        %y: real = sin %x
        yield %y
      }
      """)
    #expect(ForwardGradient(inOneDirection: straight, wrt: [0]) == nil)
    for smooth in [Smooth.scan, .vectors] {
      #expect(ForwardGradient(inOneDirection: try IRParser.parse(smooth.text), wrt: [0]) == nil)
    }
  }
}
