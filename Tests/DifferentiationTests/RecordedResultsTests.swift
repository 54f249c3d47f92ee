import Differentiation
import Evaluation
import Foundation
import IR
import Primitives
import Testing

/// What rounds compute at a cost is recorded, and not computed again on the way back.
@Suite struct RecordedResultsTests {
  /// A step of a pendulum, with functions of functions, and one of what the loop ends with.
  private static let pendulum = """
    input x : real
    input y : real
    input n : real
    entry function @f(%x: real, %y: real, %n: real) -> real {
      %zero: real = 0
      %r: real = loop (%k: real = %zero, %s: real = %x, %t: real = %y) {
        %one: real = 1
        %more: real = < %k, %n
        branch %more {
          %h: real = 0.25
          %a: real = sin %s
          %b: real = * %a, %h
          %u: real = - %t, %b
          %c: real = * %u, %h
          %v: real = + %s, %c
          %d: real = tanh %v
          %e: real = * %d, %u
          %j: real = + %k, %one
          recur %j, %e, %u
        } else {
          %g: real = exp %s
          yield %g
        }
      }
      yield %r
    }
    """

  /// How many uses of primitives regions have.
  private func uses(of name: String, in program: Program, _ regions: [RegionID]) -> Int {
    var count = 0
    for region in regions {
      program.forEachBinding(from: region) { binding in
        if case .primitive(let id, _, _) = binding.operation, id.primitive.name == name {
          count += 1
        }
      }
    }
    return count
  }

  /// The replays and bodies of reverse loops.
  private func reverseRounds(of program: Program) -> (replay: [RegionID], body: [RegionID]) {
    var rounds: (replay: [RegionID], body: [RegionID]) = ([], [])
    program.forEachBinding(from: program[program.entry].body) { binding in
      if case .reverseLoop(_, _, let replay, let body) = binding.operation {
        rounds.replay.append(replay)
        rounds.body.append(body)
      }
    }
    return rounds
  }

  @Test func functionsAreNotComputedAgain() throws {
    let program = try IRParser.parse(Self.pendulum)
    let reverse = ReverseMode.pullback(of: program, wrt: [0, 1])
    #expect(Verifier.verify(reverse) == [])
    let rounds = reverseRounds(of: reverse)
    #expect(rounds.body.count == 1)
    for name in ["sin", "tanh"] { #expect(uses(of: name, in: reverse, rounds.body) == 0) }
    // The derivative of the sine; and of the last round, which is one of many.
    for name in ["cos", "exp"] { #expect(uses(of: name, in: reverse, rounds.body) == 1) }
    #expect(uses(of: "sin", in: reverse, rounds.replay) == 1)
  }

  @Test(arguments: [0, 1, 7]) func gradientsStayWhatTheyAre(count: Double) throws {
    let program = try IRParser.parse(Self.pendulum)
    let point: [Value] = [.real(0.7), .real(-0.4), .real(count)]
    let cotangent = Value.real(1.5)
    let reverse = ReverseMode.pullback(of: program, wrt: [0, 1])
    let found = try Evaluator(reverse).run(point + [cotangent])
    let expected = try adjoints(of: program, at: point, cotangents: [cotangent])
    #expect(found[0] == (try Evaluator(program).run(point))[0])
    for (one, other) in zip(found.dropFirst(), expected) {
      #expect((one.elements[0] - other.elements[0]).magnitude < 1e-14)
    }
  }

  /// Of an operation that can fail, nothing is computed before its time.
  @Test func whatCanFailStaysWhereItIs() throws {
    let program = try IRParser.parse(
      """
      input v : (vec 3)
      entry function @f(%v: (vec 3)) -> real {
        %zero: real = 0
        %r: real = loop (%k: real = %zero, %s: real = %zero) {
          %three: real = 3
          %more: real = < %k, %three
          branch %more {
            %one: real = 1
            %e: real = ref %v, %k
            %a: real = sin %e
            %b: real = * %a, %e
            %t: real = + %s, %b
            %j: real = + %k, %one
            recur %j, %t
          } else {
            yield %s
          }
        }
        yield %r
      }
      """)
    let reverse = ReverseMode.pullback(of: program, wrt: [0])
    let point: [Value] = [.vec([0.3, -0.8, 1.9]), .real(1)]
    let found = try Evaluator(reverse).run(point)
    let expected = [0.3, -0.8, 1.9].map { $0 * cos($0) + sin($0) }
    for (one, other) in zip(found[1].elements, expected) {
      #expect((one - other).magnitude < 1e-14)
    }
  }
}
