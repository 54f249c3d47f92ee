import Compiler
import Diagnostics
import Testing

/// Texts that are too large to be kept as files.
@Suite struct LimitTests {
  /// An expression inside `depth` pairs of brackets.
  private func nested(_ depth: Int) -> SourceFile {
    SourceFile(
      text: String(repeating: "(+ ", count: depth) + "x" + String(repeating: ")", count: depth))
  }

  @Test func aHundredThousandLevelsAreAccepted() throws {
    let program = try #require(Compiler.compile(nested(100_000)).program)
    #expect(try program.evaluate([NamedValue(name: "x", value: .real(2))]) == .real(2))
  }

  @Test func nestingPastTheLimitIsOneError() {
    let compilation = Compiler.compile(nested(1_000_000))
    #expect(compilation.diagnostics.map(\.code) == [.nestingTooDeep])
  }
}
