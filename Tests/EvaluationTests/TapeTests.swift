import Evaluation
import IR
import Primitives
import Testing

/// Tapes, and the loops that write and read them.
@Suite struct TapeTests {
  /// The power of a number with its derivative, over as many recorded rounds as the exponent says.
  private let power = """
    input x : real
    input n : real
    entry function @f(%x: real, %n: real) -> real, real {
      %one: real = 1.0
      %zero: real = 0.0
      %y: real, %t: tape = recorded-loop [0 1] (%i: real = %n, %p: real = %one) {
        branch %i {
          %q: real = * %p, %x
          %j: real = - %i, %one
          recur %j, %q
        } else {
          yield %p
        }
      }
      %dp: real, %dx: real = reverse-loop %t (%i: real, %p: real, %dp: real = %zero, %dx: real = %zero) {
        branch %i {
          %dq: real = * %dp, %x
          %a: real = * %dp, %p
          %b: real = + %dx, %a
          recur %dq, %b
        } else {
          recur %one, %dx
        }
      } replay (%i: real, %p: real) {
        branch %i {
          %q: real = * %p, %x
          %j: real = - %i, %one
          recur %j, %q
        } else {
          yield
        }
      }
      yield %y, %dx
    }
    """

  @Test(arguments: [0, 1, 2, 5]) func reversesRoundsFromTheLast(exponent: Double) throws {
    let values = try evaluate(power, .real(2), .real(exponent))
    let derivative =
      exponent == 0 ? 0 : exponent * (0..<Int(exponent - 1)).reduce(1) { y, _ in 2 * y }
    #expect(values[1] == .real(derivative))
  }

  @Test func aRecordedLoopHasALimitToo() throws {
    let text = "limit iterations 3\n" + power
    #expect(try evaluate(text, .real(2), .real(2)) == [.real(4), .real(4)])
    #expect(throws: EvaluationError.self) { try evaluate(text, .real(2), .real(3)) }
  }

  @Test func foldsCountFromZero() throws {
    let text = """
      limit iterations 2
      input s : real
      input v : (vec 4)
      entry function @f(%s: real, %v: (vec 4)) -> real, (vec 4) {
        %a: real, %b: (vec 4) = fold 4 (%i: real, %u: real = %s, %w: (vec 4) = %v) {
          %e: real = ref %v, %i
          %x: real = * %e, %u
          %y: real = + %x, %i
          %z: (vec 4) = + %w, %w
          recur %y, %z
        }
        yield %a, %b
      }
      """
    // ((((1 * 1 + 0) * 2 + 1) * 3 + 2) * 4 + 3)
    #expect(
      try evaluate(text, .real(1), .vec([1, 2, 3, 4])) == [.real(47), .vec([16, 32, 48, 64])])
  }

  @Test func tapesHoldTapesAndAllElse() throws {
    let text = """
      input v : (vec 2)
      input c : real
      function @down(%n: real, %v: (vec 2)) -> tape {
        %one: real = 1.0
        %r: tape = if %n {
          %m: real = - %n, %one
          %t: tape = call @down(%m, %v)
          %u: tape = pack %t, %v, %n
          yield %u
        } else {
          %u: tape = undefined
          yield %u
        }
        yield %r
      }
      entry function @f(%v: (vec 2), %c: real) -> real, (vec 2) {
        %t: tape = call @down(%c, %v)
        %u: tape, %w: (vec 2), %n: real = unpack %t
        %a: tape, %x: (vec 2), %m: real = unpack %u
        %y: real = - %n, %m
        %z: (vec 2) = + %w, %x
        yield %y, %z
      }
      """
    #expect(try evaluate(text, .vec([1, 2]), .real(7000)) == [.real(1), .vec([2, 4])])
  }
}
