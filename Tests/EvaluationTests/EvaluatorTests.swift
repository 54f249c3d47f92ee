import Evaluation
import IR
import Primitives
import Testing

/// Runs IR text; the entry's parameters must be declared as inputs.
func evaluate(_ text: String, _ inputs: Value..., parameters: [Value]? = nil) throws -> [Value] {
  let program = try IRParser.parse(text)
  #expect(Verifier.verify(program) == [])
  return try Evaluator(program).run(inputs, parameters: parameters)
}

@Suite struct EvaluatorTests {
  @Test func takesParametersAtTheirInitialValues() throws {
    let text = """
      input x : real
      parameter k : real = 3.0
      entry function @f(%x: real, %k: real) -> real {
        %y: real = * %x, %k
        yield %y
      }
      """
    #expect(try evaluate(text, .real(2)) == [.real(6)])
    #expect(try evaluate(text, .real(2), parameters: [.real(5)]) == [.real(10)])
  }

  @Test(arguments: [(1.0, 2.0), (0.0, 3.0), (.nan, 2.0)])
  func runsOnlyTheBranchTaken(condition: Double, expected: Double) throws {
    let text = """
      input c : real
      input v : (vec 1)
      entry function @f(%c: real, %v: (vec 1)) -> real {
        %y: real = if %c {
          %two: real = 2.0
          yield %two
        } else {
          %three: real = 3.0
          yield %three
        }
        %z: real = if %c {
          yield %y
        } else {
          %w: real = if %c {
            %far: real = 7.0
            %e: real = ref %v, %far
            yield %e
          } else {
            yield %y
          }
          yield %w
        }
        yield %z
      }
      """
    #expect(try evaluate(text, .real(condition), .vec([1])) == [.real(expected)])
  }

  @Test func loopsExchangeTheirVariablesAtOnce() throws {
    let text = """
      input n : real
      entry function @fibonacci(%n: real) -> real {
        %zero: real = 0.0
        %one: real = 1.0
        %f: real = loop (%i: real = %n, %a: real = %zero, %b: real = %one) {
          branch %i {
            %j: real = - %i, %one
            %c: real = + %a, %b
            recur %j, %b, %c
          } else {
            yield %a
          }
        }
        yield %f
      }
      """
    #expect(try evaluate(text, .real(0)) == [.real(0)])
    #expect(try evaluate(text, .real(50)) == [.real(12_586_269_025)])
  }

  @Test func swapsInALoop() throws {
    let text = """
      input n : real
      input v : (vec 1)
      entry function @swap(%n: real, %v: (vec 1)) -> (vec 1), real, real {
        %one: real = 1.0
        %w: (vec 1) = - %v, %one
        %p: (vec 1), %q: real, %r: real = loop (%i: real = %n, %a: real = %n, %b: real = %one, %s: (vec 1) = %v, %t: (vec 1) = %w) {
          branch %i {
            %j: real = - %i, %one
            recur %j, %b, %a, %t, %s
          } else {
            yield %s, %a, %b
          }
        }
        yield %p, %q, %r
      }
      """
    #expect(try evaluate(text, .real(3), .vec([5])) == [.vec([4]), .real(1), .real(3)])
  }

  @Test func scansStatesIntoRows() throws {
    let text = """
      input x : real
      entry function @f(%x: real) -> (vec 3), (mat 3 2), (vec 0) {
        %v: (vec 2) = vec %x, %x
        %h: (vec 3), %m: (mat 3 2) = scan 3 (%a: real = %x, %b: (vec 2) = %v) {
          branch %a {
            %c: real = + %a, %x
            %d: (vec 2) = + %b, %a
            recur %c, %d
          } else {
            recur %x, %b
          }
        }
        %none: (vec 0) = scan 0 (%e: real = %x) {
          recur %e
        }
        yield %h, %m, %none
      }
      """
    #expect(
      try evaluate(text, .real(1)) == [
        .vec([2, 3, 4]), .mat(rows: 3, columns: 2, elements: [2, 2, 4, 4, 7, 7]), .vec([]),
      ])
  }

  @Test func tabulatesRows() throws {
    let text = """
      input x : real
      entry function @f(%x: real) -> (vec 3), (mat 2 2) {
        %v: (vec 3) = tabulate 3 (%i: real) {
          %y: real = * %i, %x
          yield %y
        }
        %m: (mat 2 2) = tabulate 2 (%i.1: real) {
          %t: (vec 2) = tabulate 2 (%j: real) {
            %z: real = - %i.1, %j
            yield %z
          }
          yield %t
        }
        yield %v, %m
      }
      """
    #expect(
      try evaluate(text, .real(2)) == [
        .vec([0, 2, 4]), .mat(rows: 2, columns: 2, elements: [0, -1, 1, 0]),
      ])
  }

  @Test func recursesDeeperThanItsOwnStack() throws {
    let text = """
      limit depth 1000000
      input n : real
      function @sum(%n: real) -> real {
        %s: real = if %n {
          %one: real = 1.0
          %m: real = - %n, %one
          %rest: real = call @sum(%m)
          %t: real = + %rest, %n
          yield %t
        } else {
          yield %n
        }
        yield %s
      }
      entry function @main(%n: real) -> real {
        %s: real = call @sum(%n)
        %t: real = + %s, %s
        yield %t
      }
      """
    #expect(try evaluate(text, .real(900_000)) == [.real(900_000 * 900_001)])
    let error = #expect(throws: EvaluationError.self) { try evaluate(text, .real(1_000_000)) }
    #expect(error?.kind == .depthLimit("sum"))
    #expect(error?.message == "the recursion of `sum` is deeper than 1000000 calls")
  }

  @Test func tailCallsNeedNoStack() throws {
    let text = """
      limit depth 1
      input n : real
      function @even(%n: real) -> real {
        %one: real = 1.0
        %r: real = if %n {
          %m: real = - %n, %one
          %t: real = call @odd(%m)
          yield %t
        } else {
          yield %one
        }
        yield %r
      }
      function @odd(%n: real) -> real {
        %one: real = 1.0
        %r: real = loop (%i: real = %n) {
          branch %n {
            %m: real = - %n, %one
            %t: real = call @even(%m)
            yield %t
          } else {
            yield %n
          }
        }
        yield %r
      }
      entry function @main(%n: real) -> real {
        %r: real = call @even(%n)
        yield %r
      }
      """
    #expect(try evaluate(text, .real(99_999)) == [.real(0)])
    #expect(try evaluate(text, .real(100_000)) == [.real(1)])
    let error = #expect(throws: EvaluationError.self) { try evaluate(text, .real(-1)) }
    #expect(error?.kind == .iterationLimit("the tail recursion of `even`"))
  }

  @Test func undefinedIsOfItsType() throws {
    let text = """
      input v : (vec n0)
      entry function @f(%v: (vec n0)) -> (vec n0) {
        %u: (vec n0) = undefined
        %w: (vec n0) = + %u, %v
        yield %w
      }
      """
    let values = try evaluate(text, .vec([1, 2]))
    #expect(values[0].shape == [2] && values[0].elements.allSatisfy(\.isNaN))
  }
}
