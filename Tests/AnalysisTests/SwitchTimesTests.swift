import Diagnostics
import Elaboration
import Primitives
import Testing

@testable import Compiler

/// The switches of a program whose time is `t`, from 0 to 10, and whose state is `y`.
private func switches(_ text: String, _ values: [String: Value] = [:]) throws -> Switches {
  let program = try #require(
    Compiler.compile(SourceFile(text: "(input t) (input y) " + text)).program)
  var arguments = values.map { NamedValue(name: $0.key, value: $0.value) }
  arguments += [
    NamedValue(name: "t", value: .real(0)), NamedValue(name: "y", value: .real(1)),
  ]
  return try program.switches(arguments, time: "t", state: "y", to: 10)
}

/// A program and the times at which it changes.
struct SwitchCase: Sendable, CustomTestStringConvertible {
  let text: String
  let times: [Double]
  var testDescription: String { text }

  init(_ text: String, _ times: [Double]) {
    self.text = text
    self.times = times
  }
}

@Suite struct SwitchTimesTests {
  @Test(arguments: [
    SwitchCase("(* y (if (and (>= t 3) (<= t 3.5)) 5 0))", [3, 3.5]),
    SwitchCase("(* y (< 2 t 5))", [2, 5]),
    SwitchCase("(parameter a 2) (* y (> (* a (- t 1)) 3))", [2.5]),
    SwitchCase("(* y (> (- 4 t) (/ t 3)))", [3]),
    SwitchCase("(define (step x) (if (>= x 0) 1 0)) (* y (step (- t 2)) (step (- 5 t)))", [2, 5]),
    // A schedule: by a loop, by an array, by a vector that is compared as a whole.
    SwitchCase(
      "(loop ((k 0) (s 0)) (if (= k 2) (- s y) (recur (+ k 1) (+ s (if (< (+ 1 (* 4 k)) t) 1 0)))))",
      [1, 5]),
    SwitchCase("(* y (vsum (tabulate (i 3) (if (>= t (ref [1 4 7] i)) 1 0))))", [1, 4, 7]),
    SwitchCase("(* y (vsum (>= t [1 4 7])))", [1, 4, 7]),
    // Rounds and calls that a comparison of the time ends.
    SwitchCase("(- (loop ((k 0)) (if (> (* 3 k) t) k (recur (+ k 1)))) y)", [3, 6, 9]),
    SwitchCase("(define (f n) (if (> (* 3 n) t) n (f (+ n 1)))) (- (f 0) y)", [3, 6, 9]),
    // What is not taken, and what does not change inside the interval.
    SwitchCase("(* y (if (> t 20) (if (> t 4) 1 2) 3))", []),
    SwitchCase("(* y (if (> y 1) (if (> t 4) 1 2) 3))", [4]),
    // Kinks are no jumps.
    SwitchCase("(- (max t 3) (abs (- t 4)) y)", []),
    // What the state alone decides is no matter of time, nor is the length of a vector.
    SwitchCase("(- (if (> y 2) 1 0) (vlen [t y]))", []),
  ]) func whatIsKnown(program: SwitchCase) throws {
    let found = try switches(program.text)
    #expect(
      found.times.filter { $0 > 0 && $0 < 10 }.map { ($0 * 1e9).rounded() / 1e9 } == program.times)
    #expect(found.unknown.isEmpty)
  }

  @Test(arguments: [
    ("(* y (> (sin t) 0.5))", 1), ("(* y (> (* t t) 9))", 1), ("(* y (> (* y t) 1))", 1),
    ("(- (modulo t 3) y)", 1), ("(- (floor t) (round (* 2 t)) y)", 2),
    ("(- (ref [1 4 7] (/ t 4)) y)", 1), ("(- (remainder (* 2 t) 3) y)", 1),
  ]) func whatIsNotKnown(text: String, places: Int) throws {
    let found = try switches(text)
    #expect(found.times.isEmpty)
    #expect(found.unknown.count == places)
    #expect(!found.unknown.contains(.none))
  }

  @Test func numbersComeFromArguments() throws {
    let text = "(input k) (parameter a 2) (* y (> (* a t) k))"
    #expect(try switches(text, ["k": .real(8)]).times == [4])
    #expect(try switches(text, ["k": .real(8), "a": .real(1)]).times == [8])
  }

  @Test(arguments: [
    "(define (fib n) (if (< n y) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 5)",
    "(define (f n) (if (> n y) n (+ 1 (f (+ n 1))))) (f 0)",
    "(loop ((x t) (k 0)) (if (< (- x y) 1) k (recur (/ x 2) (+ k 1))))",
    "(loop ((k 0)) (if (> y k) k (recur (+ k 1))))",
    "(define (f n) (+ 1 (f n))) (- y (if (> t 1) (f 0) 2))",
    "(vsum (loop ((k [t t])) (recur k)))",
  ]) func whateverTheProgramDoesThereIsAnEnd(text: String) throws {
    _ = try switches(text)
  }

  @Test func argumentsAreChecked() throws {
    let program = try #require(
      Compiler.compile(SourceFile(text: "(input t) (input y (vec 2)) (* t y)")).program)
    let arguments = [
      NamedValue(name: "t", value: .real(0)), NamedValue(name: "y", value: .real(1)),
    ]
    #expect(throws: CallError.self) {
      try program.switches(arguments, time: "t", state: "y", to: 1)
    }
  }
}
