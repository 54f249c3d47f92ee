import Testing

@testable import Diagnostics

/// Diagnostics as people see them.
@Suite struct TextRendererTests {
  private func render(_ text: String, _ diagnostics: Diagnostic..., color: Bool = false) -> String {
    let source = SourceFile(name: "a.scm", text: text)
    return TextRenderer(source: source, usesColor: color).render(diagnostics)
  }

  @Test func anErrorWithEverything() {
    let diagnostic = Diagnostic(
      .sizeMismatch, "sizes do not match", at: Span(14, 17), hint: "make them equal",
      notes: [.init("this is a vector of 3", at: Span(3, 4))],
      fixIt: .init(replace: Span(14, 17), with: "a"))
    #expect(
      render("(+ a\n   (f x)\nb c) d", diagnostic) == """
        error[NC403]: sizes do not match
         --> a.scm:3:1
          |
        3 | b c) d
          | ^^^
        note: this is a vector of 3
         --> a.scm:1:4
          |
        1 | (+ a
          |    ^
          = help: make them equal
          = fix: write `a`
        3 - b c) d
        3 + a) d


        """)
  }

  @Test func spansOfSeveralLinesShowTheirFirstAndLast() {
    let text = "(let ((x 1))\n  (f x)\n  (g x)) y"
    #expect(
      render(text, Diagnostic(.endlessLoop, "loop", at: Span(0, 29))) == """
        warning[NC504]: loop
         --> a.scm:1:1
          |
        1 | (let ((x 1))
          | ^^^^^^^^^^^^
        ...
        3 |   (g x)) y
          |   ^^^^^^


        """)
  }

  @Test func lineNumbersAreAlignedAndInsertionsShown() {
    let text = String(repeating: "x\n", count: 99) + "(f"
    let diagnostic = Diagnostic(
      .unclosedBracket, "open", at: Span(198, 199),
      notes: [.init("first", at: Span(0, 1))], fixIt: .init(replace: Span(200, 200), with: ")"))
    #expect(
      render(text, diagnostic) == """
        error[NC101]: open
           --> a.scm:100:1
            |
        100 | (f
            | ^
        note: first
           --> a.scm:1:1
            |
          1 | x
            | ^
            = fix: insert `)`
        100 - (f
        100 + (f)


        """)
  }

  @Test(arguments: [
    ("\tx y", 3, 4, "1 |     x y\n  |       ^"),
    ("本 y", 4, 5, "1 | 本 y\n  |    ^"),
    ("e\u{301} y", 4, 5, "1 | e\u{301} y\n  |   ^"),
    ("\u{1B}[31m y", 6, 7, "1 | <U+001B>[31m y\n  |              ^"),
    ("\u{202E}y", 3, 4, "1 | <U+202E>y\n  |         ^"),
    ("x", 1, 1, "1 | x\n  |  ^"),
    ("", 0, 0, "1 |\n  | ^"),
  ])
  func columns(_ text: String, _ start: Int, _ end: Int, _ lines: String) {
    let rendered = render(text, Diagnostic(.strayToken, "stray", at: Span(start, end)))
    #expect(rendered.contains(lines + "\n"))
  }

  @Test func longLinesAreCutAroundTheSpan() throws {
    let text = String(repeating: "α ", count: 5_000) + "!" + String(repeating: " β", count: 5_000)
    let start = 15_000
    let rendered = render(text, Diagnostic(.strayToken, "stray", at: Span(start, start + 1)))
    let lines = rendered.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count < 250 })
    let caret = try #require(lines[4].firstIndex(of: "^"))
    let column = lines[4].distance(from: lines[4].startIndex, to: caret)
    #expect(Array(lines[3])[column] == "!")
    #expect(lines[3].contains("…α") && lines[3].hasSuffix("…"))
  }

  @Test func whatHasNoPlaceHasNoSnippet() {
    let diagnostic = Diagnostic(.unknownEntry, "no \u{7}entry", at: .none, hint: "line\nend")
    #expect(
      render("x", diagnostic) == "error[NC307]: no <U+0007>entry\n  = help: line<U+000A>end\n\n")
  }

  @Test func colorsAreTheOnlyDifference() {
    let diagnostic = Diagnostic(
      .unusedInput, "unused", at: Span(0, 1), hint: "h", fixIt: .init(replace: Span(0, 1), with: "")
    )
    let colored = render("x y", diagnostic, color: true)
    #expect(colored.contains("\u{1B}[1;33mwarning[NC502]\u{1B}[0m"))
    let pieces = colored.split(separator: "\u{1B}", omittingEmptySubsequences: false)
    let plain = pieces.enumerated().map { index, piece in
      index == 0 ? piece : piece.drop { $0 != "m" }.dropFirst()
    }.joined()
    #expect(plain == render("x y", diagnostic))
  }

  @Test func invalidTextIsShownWithReplacements() {
    let source = SourceFile(bytes: [0x61, 0xFF, 0xFE, 0x62])
    let rendered = TextRenderer(source: source).render(
      Diagnostic(.invalidUTF8, "bad", at: Span(1, 2)))
    #expect(rendered.contains("1 | a\u{FFFD}\u{FFFD}b\n  |  ^\n"))
  }

  @Test func summariesCount() {
    let error = Diagnostic(.strayToken, "e", at: .none)
    let warning = Diagnostic(.unusedInput, "w", at: .none)
    #expect(TextRenderer.summary(of: []) == "no errors")
    #expect(TextRenderer.summary(of: [error]) == "1 error")
    #expect(TextRenderer.summary(of: [error, warning, error]) == "2 errors, 1 warning")
  }
}
