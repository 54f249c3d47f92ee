import Diagnostics
import Elaboration
import Primitives
import Testing

@testable import Compiler

/// Accepts a program, or fails the test.
private func accepted(
  _ text: String, _ options: ElaborationOptions = ElaborationOptions()
) throws -> AcceptedProgram {
  try #require(Compiler.compile(SourceFile(text: text), options: options).program)
}

@Suite struct CompilationTests {
  @Test func rejectedProgramsHaveDiagnosticsAndNothingElse() {
    let compilation = Compiler.compile(SourceFile(text: "(+ x"))
    #expect(compilation.program == nil)
    #expect(compilation.diagnostics.map(\.code) == [.unclosedBracket])
    #expect(compilation.rendered().contains("<string>:1:1"))
  }

  @Test func warningsDoNotReject() {
    let compilation = Compiler.compile(SourceFile(text: "(let ((y 1)) x)"))
    #expect(compilation.program != nil)
    #expect(compilation.diagnostics.map(\.severity) == [.warning])
  }

  @Test(arguments: Target.allCases) func everyTargetIsDeterministic(target: Target) throws {
    let text = "(define (f v) (vsum (* 2 v))) (f [x y z])"
    let outputs = try (0..<3).map { _ in try accepted(text).emit(target) }
    #expect(Set(outputs).count == 1)
    #expect(!outputs[0].isEmpty)
  }

  @Test func intermediateAfterEveryPass() throws {
    let program = try accepted("(define (f x) (* x x)) (+ (f y) (* 2 3))")
    #expect(try program.intermediate(after: "none").contains("call"))
    let last = try #require(AcceptedProgram.passNames.last)
    #expect(try program.intermediate(after: last) == program.intermediate())
    #expect(throws: (any Error).self) { try program.intermediate(after: "nothing") }
  }

  @Test func deepProgramsNeedNoStackOfTheCaller() throws {
    let depth = 50_000
    let text = String(repeating: "(sin ", count: depth) + "x" + String(repeating: ")", count: depth)
    let program = try accepted(text)
    #expect(program.summary().depth == depth)
    #expect(program.emit(.torch).utf8.count > depth)
    #expect(try program.evaluate([NamedValue(name: "x", value: .real(0))]) == .real(0))
  }

  @Test func formattingNeedsOnlyBrackets() {
    guard case .text(let text) = Compiler.format(SourceFile(text: "(foo   x)")) else {
      Issue.record("not formatted")
      return
    }
    #expect(text.hasPrefix("(foo x)"))
    guard case .rejected(let compilation) = Compiler.format(SourceFile(text: "(foo")) else {
      Issue.record("not rejected")
      return
    }
    #expect(compilation.diagnostics.map(\.code) == [.unclosedBracket])
  }

  @Test(arguments: ["NC101", "nc101", "101"]) func explanations(code: String) {
    #expect(Compiler.explain(code)?.hasPrefix("# NC101") == true)
    #expect(Compiler.explain(code + "9") == nil)
  }
}

@Suite struct SummaryTests {
  @Test func typesAreWrittenAsInPrograms() throws {
    let text = "(input a (mat 2 3)) (parameter k 1) (input v) (scale k (matvec a v))"
    let summary = try accepted(text).summary()
    #expect(summary.inputs.map(\.name) == ["a", "v"])
    #expect(summary.inputs.map(\.type) == ["(mat 2 3)", "(vec 3)"])
    #expect(summary.parameters.map(\.type) == ["real"])
    #expect(summary.result == "(vec 2)")
  }

  @Test(arguments: [
    ("(+ x (floor y))", ["y"]), ("(* x (floor x))", []), ("(if (< x y) 1 2)", ["x", "y"]),
    // Both sides of the comparison move as well.
    ("(if (< x y) (* 2 x) (+ x y))", []), ("(if (< x y) (* 2 x) 3)", ["y"]),
    ("(select (> x 0) y 1)", ["x"]), ("(ref [1 2 3] i)", ["i"]),
    ("(loop ((k 0) (s 0)) (if (< k n) (recur (+ k 1) (+ s x)) s))", ["n"]),
    ("(scan ((s 0) (t 0)) 9 (recur (+ s (if (< t τ) a 0)) (+ t 0.1)))", ["τ"]),
    ("(tabulate (i 4) (if (< i n) x 0))", ["n"]), ("(let ((unused (floor y))) x)", []),
    ("(define (f x y) (if (< x 1) y (+ y (f (- x 1) y)))) (f a b)", ["a"]),
    ("(max x y)", []), ("(abs (round x))", ["x"]),
  ])
  func whatChangesResultsByStepsAlone(text: String, expected: [String]) throws {
    let summary = try accepted(text).summary()
    let variables = summary.inputs + summary.parameters
    #expect(variables.filter(\.isStepwise).map(\.name) == expected)
  }

  @Test(arguments: [
    ("1", 0, 0), ("x", 0, 0), ("(+ x 1)", 1, 1), ("(+ (* a b) (* c d))", 3, 2),
    ("(sin (cos (exp x)))", 3, 3), ("(+ x 1 2 3)", 3, 3),
  ])
  func sizes(text: String, nodes: Int, depth: Int) throws {
    let summary = try accepted(text).summary()
    #expect(summary.nodes == nodes)
    #expect(summary.depth == depth)
  }

  @Test func chainsLeadThroughBranchesAndLoops() throws {
    let branch = try accepted("(exp (if (> x 0) (sin (sin x)) x))").summary()
    #expect(branch.depth == 4)
    let loop = try accepted("(loop ((y x)) (if (< y n) (recur (* 2 y)) y))").summary()
    #expect(loop.nodes >= 3)
  }
}

@Suite struct EvaluationTests {
  private let program = Compiler.compile(
    SourceFile(name: "law.scm", text: "(input v (vec 2)) (parameter k 3)\n(* k (ref v 0))")
  ).program

  private func evaluate(_ values: [(String, Value)]) throws -> Value {
    try #require(program).evaluate(values.map { NamedValue(name: $0.0, value: $0.1) })
  }

  @Test func parametersHaveInitialValues() throws {
    #expect(try evaluate([("v", .vec([2, 0]))]) == .real(6))
    #expect(try evaluate([("k", .real(5)), ("v", .vec([2, 0]))]) == .real(10))
  }

  @Test(arguments: [
    ([], "`v` ((vec 2)) is missing"),
    ([("v", Value.vec([1, 2])), ("w", .real(1))], "no input or parameter `w`"),
    ([("v", .vec([1, 2])), ("v", .vec([1, 2]))], "given twice"),
    ([("v", .vec([1]))], "must be (vec 2)"),
  ])
  func wrongArguments(values: [(String, Value)], words: String) {
    do {
      _ = try evaluate(values)
      Issue.record("no error")
    } catch let error as CallError {
      #expect(error.message.contains(words))
      #expect(error.isAboutArguments)
    } catch {
      Issue.record(error)
    }
  }

  @Test func gradientsComeInTheOrderOfDeclarations() throws {
    let values = [NamedValue(name: "v", value: .vec([2, 7]))]
    let gradient = try #require(program).gradient(at: values)
    #expect(
      gradient == [
        NamedValue(name: "v", value: .vec([3, 0])), NamedValue(name: "k", value: .real(2)),
      ])
  }

  @Test func gradientsOfVectorsAreRefused() throws {
    let program = try accepted("[x x]")
    #expect(throws: CallError.self) {
      try program.gradient(at: [NamedValue(name: "x", value: .real(1))])
    }
  }

  @Test func failuresNameTheirPlace() throws {
    let program = try accepted("(+ 1\n  (ref [1 2] i))")
    do {
      _ = try program.evaluate([NamedValue(name: "i", value: .real(2))])
      Issue.record("no error")
    } catch {
      #expect(!error.isAboutArguments)
      #expect(program.message(error.message, at: error.span).hasPrefix("<string>:2:3: "))
    }
  }
}

@Suite struct ValueLiteralTests {
  @Test(arguments: [
    ("1", Value.real(1)), ("-1/2", .real(-0.5)), ("+inf.0", .real(.infinity)),
    ("[1,2,3]", .vec([1, 2, 3])), ("[1 2, 3]", .vec([1, 2, 3])), ("[]", .vec([])),
    ("[[1,2],[3,4]]", .mat(rows: 2, columns: 2, elements: [1, 2, 3, 4])),
  ])
  func read(text: String, value: Value) {
    #expect(ValueLiteral.parse(text) == value)
  }

  @Test(arguments: ["", "x", "(vec 1)", "[1", "[[1],[2,3]]", "[1,[2]]", "1 2", "[[[1]]]"])
  func refused(text: String) { #expect(ValueLiteral.parse(text) == nil) }

  @Test(arguments: [
    Value.real(0.1), .vec([1, -2.5]), .mat(rows: 1, columns: 2, elements: [1, 2]),
  ])
  func roundTrip(value: Value) {
    #expect(ValueLiteral.parse(ValueLiteral.format(value)) == value)
  }
}
