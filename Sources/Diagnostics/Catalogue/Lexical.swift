/// Wording of what is wrong with the text and its brackets: NC1xx.
extension Diagnostic {
  /// NC101: `opening` stands at `span`; `missing` is what would close it and those inside it.
  package static func unclosedBracket(
    _ opening: String, at span: Span, missing: String, insertAt end: Int, isCertain: Bool,
    notes: [Note] = []
  ) -> Diagnostic {
    let count = missing.count
    let what = count == 1 ? "a `\(missing)` is" : "\(count) brackets are"
    return Diagnostic(
      .unclosedBracket, "`\(opening)` is never closed", at: span,
      hint: "\(what) missing: each `(` needs its `)`, and each `[` its `]`", notes: notes,
      fixIt: count > 64 || !isCertain ? nil : FixIt(replace: Span(end, end), with: missing))
  }

  /// NC102: closing brackets that nothing opened.
  package static func unexpectedClosingBracket(
    _ text: String, at span: Span, isCertain: Bool
  ) -> Diagnostic {
    let several = span.end - span.start > 1
    let shown = text.count > 20 ? "\(text.prefix(20))…" : text
    return Diagnostic(
      .unexpectedClosingBracket,
      several ? "`\(shown)` close nothing" : "`\(shown)` closes nothing", at: span,
      hint: several
        ? "remove them, or add the brackets that they should close"
        : "remove it, or add the bracket that it should close",
      fixIt: isCertain ? FixIt(replace: span, with: "") : nil)
  }

  /// NC103: a bracket of the wrong kind.
  package static func mismatchedBracket(
    opening: String, at openingSpan: Span, closing: String, at span: Span, expected: String
  ) -> Diagnostic {
    Diagnostic(
      .mismatchedBracket, "`\(closing)` closes a `\(opening)`", at: span,
      hint: "write `\(expected)`: brackets must match their own kind",
      notes: [Note("this `\(opening)` is open", at: openingSpan)],
      fixIt: FixIt(replace: span, with: expected))
  }

  /// NC103: two closing brackets in the wrong order, and the text between them where it is short.
  package static func exchangedBrackets(
    _ first: String, at firstSpan: Span, _ second: String, at secondSpan: Span, between: String?
  ) -> Diagnostic {
    Diagnostic(
      .mismatchedBracket, "`\(first)` and `\(second)` stand in each other's place", at: firstSpan,
      hint: "what was opened last is closed first",
      notes: [Note("the other one is here", at: secondSpan)],
      fixIt: between.map {
        FixIt(replace: firstSpan.union(secondSpan), with: second + $0 + first)
      })
  }

  /// NC104: a word that starts like a number and is none.
  package static func malformedNumber(
    _ text: String, at span: Span, hint: String, replacement: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .malformedNumber, "`\(text)` is not a number", at: span, hint: hint,
      fixIt: replacement.map { FixIt(replace: span, with: $0) })
  }

  /// NC105: something that the language does not have, and what to write in place of it or of a
  /// larger part.
  package static func strayToken(
    _ message: String, at span: Span, hint: String, replacement: String? = nil,
    of replaced: Span? = nil
  ) -> Diagnostic {
    Diagnostic(
      .strayToken, message, at: span, hint: hint,
      fixIt: replacement.map { FixIt(replace: replaced ?? span, with: $0) })
  }

  /// NC106: a `#|` whose `|#` is missing.
  package static func unterminatedComment(at span: Span) -> Diagnostic {
    Diagnostic(
      .unterminatedComment, "this comment never ends", at: span,
      hint: "every `#|` needs its own `|#`: such comments nest")
  }

  /// NC106: a `#;` after which nothing stands.
  package static func datumCommentOfNothing(at span: Span) -> Diagnostic {
    Diagnostic(
      .unterminatedComment, "`#;` has nothing to comment out", at: span,
      hint: "`#;` removes the one expression that follows it; for the rest of the line use `;`")
  }

  /// NC107: bytes that are not text.
  package static func invalidUTF8(at span: Span) -> Diagnostic {
    Diagnostic(
      .invalidUTF8, "the program is not valid UTF-8", at: span,
      hint: "save the file with the encoding UTF-8")
  }

  /// NC108: brackets inside brackets past the limit.
  package static func nestingTooDeep(limit: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .nestingTooDeep, "brackets are nested more than \(grouped(limit)) deep", at: span,
      hint: "name parts of the expression with `let*` or `define`")
  }

  /// NC108: a text past the limit.
  package static func programTooLong(limit: Int) -> Diagnostic {
    Diagnostic(
      .nestingTooDeep, "the program is longer than \(grouped(limit)) bytes", at: Span(0, 0),
      hint: "split it into several programs")
  }

  /// NC109: a path where a program should be.
  package static func pathAsText(at span: Span) -> Diagnostic {
    Diagnostic(
      .pathAsText, "the text of the program is the path of a file", at: span,
      hint: "a str is a program itself; did you mean a Path, as in nc.compile(Path(\"model.scm\"))?"
    )
  }

  /// A number with commas between groups of three digits.
  private static func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: position)
      position -= 3
    }
    return String(digits)
  }
}
