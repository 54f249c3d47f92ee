import Diagnostics
import Primitives
import Testing

@testable import Compiler

/// The corpus in `Tests/Conformance` against the compiler and its reference evaluator.
@Suite struct ConformanceTests {
  static let accepted = ProgramFile.all(in: "accepted")
  static let rejected = ProgramFile.all(in: "rejected")

  @Test func theCorpusIsThere() {
    #expect(Self.accepted.count >= 150)
    #expect(Self.rejected.count >= 80)
  }

  @Test(arguments: accepted + rejected)
  func headerIsUnderstood(file: ProgramFile) {
    #expect(file.expectations.unknown == [])
  }

  @Test(arguments: accepted)
  func acceptedProgramHasItsValues(file: ProgramFile) throws {
    let compilation = file.compile()
    #expect(file.described(compilation.diagnostics) == file.expectations.diagnostics)
    let program = try #require(compilation.program)
    for run in file.expectations.evaluations {
      let value = try program.evaluate(run.arguments)
      let expected = try #require(run.value)
      #expect(
        value.isClose(to: expected, tolerance: file.expectations.tolerance),
        "\(run.arguments.described) gives \(value), not \(expected)")
    }
    #expect(!file.expectations.evaluations.isEmpty)
  }

  @Test(arguments: accepted.filter { !$0.expectations.gradients.isEmpty })
  func acceptedProgramHasItsGradients(file: ProgramFile) throws {
    let program = try #require(file.compile().program)
    for run in file.expectations.gradients {
      let gradient = try program.gradient(at: run.arguments)
      for expected in try #require(run.values) {
        let found = try #require(gradient.first { $0.name == expected.name }?.value)
        #expect(
          found.isClose(to: expected.value, tolerance: 10 * file.expectations.tolerance),
          "\(expected.name) at \(run.arguments.described) has \(found), not \(expected.value)")
      }
    }
  }

  @Test(arguments: accepted)
  func passesPreserveEveryBit(file: ProgramFile) throws {
    let program = try #require(file.compile().program)
    let optimized = AcceptedProgram(source: program.source, program: program.optimized())
    for run in file.expectations.evaluations {
      let before = try program.evaluate(run.arguments)
      let after = try optimized.evaluate(run.arguments)
      #expect(before.bits == after.bits, "at \(run.arguments.described)")
    }
  }

  @Test(arguments: accepted.filter { $0.expectations.resultType != nil })
  func acceptedProgramHasItsType(file: ProgramFile) throws {
    let program = try #require(file.compile().program)
    let expected = try #require(file.expectations.resultType)
    #expect(program.summary().result.withoutSizeNames == expected.withoutSizeNames)
  }

  @Test(arguments: accepted.filter { !$0.expectations.failures.isEmpty })
  func failureNamesItsPlace(file: ProgramFile) throws {
    let program = try #require(file.compile().program)
    for failure in file.expectations.failures {
      let error = #expect(throws: CallError.self) { try program.evaluate(failure.arguments) }
      guard let error else { continue }
      if failure.place != "none" {
        #expect(program.source.place(of: error.span) == failure.place)
      }
    }
  }

  @Test(arguments: rejected)
  func rejectedProgramHasExactlyItsErrors(file: ProgramFile) {
    let compilation = file.compile()
    #expect(compilation.program == nil)
    #expect(file.described(compilation.diagnostics) == file.expectations.diagnostics)
  }

  @Test func everyCodeIsInTheCorpus() {
    let seen = Set(
      (Self.accepted + Self.rejected).flatMap(\.expectations.diagnostics)
        .map { String($0.split(separator: " ")[1]) })
    // Nesting past the limit takes a text of megabytes: `LimitTests` makes one.
    let missing = Set(Code.allCases.map(\.rawValue)).subtracting(seen)
    #expect(missing == [Code.nestingTooDeep.rawValue])
  }
}

extension ProgramFile {
  /// The program through the whole front end.
  func compile() -> Compilation {
    Compiler.compile(SourceFile(name: name, bytes: bytes), options: expectations.options)
  }

  /// Diagnostics as headers write them.
  func described(_ diagnostics: [Diagnostic]) -> [String] {
    let source = SourceFile(name: name, bytes: bytes)
    return diagnostics.map {
      "\($0.severity.rawValue) \($0.code.rawValue) \(source.place(of: $0.span))"
    }
  }
}

extension SourceFile {
  /// `line:column-line:column`
  fileprivate func place(of span: Span) -> String {
    guard span != .none else { return "none" }
    let (start, end) = (position(at: span.start), position(at: span.end))
    return "\(start.line):\(start.column)-\(end.line):\(end.column)"
  }
}

extension [NamedValue] {
  /// For messages.
  fileprivate var described: String {
    map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  }
}

extension String {
  /// A type with `_` for every size that is open.
  fileprivate var withoutSizeNames: [String] {
    replacing("(", with: " ( ").replacing(")", with: " ) ").split(separator: " ").map {
      ["(", ")", "vec", "mat", "real"].contains($0) || Int($0) != nil ? String($0) : "_"
    }
  }
}

extension Value {
  /// The bits of all numbers; every NaN counts as the same.
  fileprivate var bits: [UInt64] {
    elements.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
  }

  /// Whether shapes are equal and numbers as near as rounding allows; NaN is near NaN.
  func isClose(to other: Value, tolerance: Double) -> Bool {
    shape == other.shape
      && zip(elements, other.elements).allSatisfy { left, right in
        left == right || (left.isNaN && right.isNaN)
          || abs(left - right) <= tolerance * (1e-3 + max(abs(right), abs(left)))
      }
  }
}
