/// Diagnostics as text for people: title, place, the line with carets, notes, help.
package struct TextRenderer: Sendable {
  private let source: SourceFile
  private let style: Style

  package init(source: SourceFile, usesColor: Bool = false) {
    self.source = source
    style = Style(isEnabled: usesColor)
  }

  /// All diagnostics, with a blank line after each.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { render($0) + "\n" }.joined()
  }

  /// How many errors and warnings there are, as a sentence ends with it: `2 errors, 1 warning`.
  package static func summary(of diagnostics: [Diagnostic]) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    var parts: [String] = []
    if errors > 0 { parts.append(errors == 1 ? "1 error" : "\(errors) errors") }
    if warnings > 0 { parts.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
    return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
  }

  /// One diagnostic, with a line end after each of its lines.
  package func render(_ diagnostic: Diagnostic) -> String {
    let isError = diagnostic.severity == .error
    let ink: Style.Ink = isError ? .error : .warning
    let margin = margin(for: diagnostic)
    var text = style.paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", ink)
    text += style.paint(": " + DisplayText.escaped(diagnostic.message), .title) + "\n"
    text += snippet(of: diagnostic.span, ink, margin)
    for note in diagnostic.notes {
      text += style.paint("note", .note) + ": " + DisplayText.escaped(note.message) + "\n"
      text += snippet(of: note.span, .note, margin)
    }
    if let hint = diagnostic.hint { text += remark("help", hint, margin) }
    if let fixIt = diagnostic.fixIt { text += suggestion(fixIt, margin) }
    return text
  }

  /// Columns of the widest line number that a diagnostic shows.
  private func margin(for diagnostic: Diagnostic) -> Int {
    let spans = [diagnostic.span, diagnostic.fixIt?.span ?? .none] + diagnostic.notes.map(\.span)
    return spans.filter { $0 != .none }
      .map { String(source.position(at: $0.end).line).count }.max() ?? 1
  }

  // MARK: Source lines

  /// The place of a span, and its first and last line with carets.
  private func snippet(of span: Span, _ ink: Style.Ink, _ margin: Int) -> String {
    if span == .none { return "" }
    let start = source.position(at: span.start)
    let end = source.position(at: max(span.start, span.end - 1))
    let place = "\(DisplayText.escaped(source.name)):\(start.line):\(start.column)"
    var text = String(repeating: " ", count: margin) + style.paint("-->", .gutter) + " \(place)\n"
    text += gutter(nil, margin) + "\n"
    text += marked(line: start.line, span, ink, margin)
    if end.line > start.line + 1 { text += style.paint("...", .gutter) + "\n" }
    if end.line > start.line { text += marked(line: end.line, span, ink, margin) }
    return text
  }

  /// One line, with carets under the part of it that a span covers.
  private func marked(line number: Int, _ span: Span, _ ink: Style.Ink, _ margin: Int) -> String {
    let line = source.lineRange(number)
    var start = min(max(span.start, line.lowerBound), line.upperBound)
    if span.start < line.lowerBound { start = firstVisible(in: line) }
    let end = max(start, min(span.end, line.upperBound))
    let excerpt = SourceExcerpt(source.bytes, line: line, marking: start..<end)
    let carets = String(repeating: "^", count: excerpt.width)
    let indentation = String(repeating: " ", count: excerpt.indentation)
    return gutter(number, margin) + (excerpt.text.isEmpty ? "" : " ") + excerpt.text + "\n"
      + gutter(nil, margin) + " " + indentation + style.paint(carets, ink) + "\n"
  }

  /// Offset of the first byte of a line that is no blank.
  private func firstVisible(in line: Range<Int>) -> Int {
    line.first { source.bytes[$0] != UInt8(ascii: " ") && source.bytes[$0] != UInt8(ascii: "\t") }
      ?? line.lowerBound
  }

  /// A line number, or blanks, and the bar after it.
  private func gutter(_ number: Int?, _ margin: Int, bar: String = "|") -> String {
    let digits = number.map(String.init) ?? ""
    let blanks = String(repeating: " ", count: margin - digits.count)
    return style.paint(blanks + digits + " " + bar, .gutter)
  }

  // MARK: Help

  /// `= help: …`
  private func remark(_ title: String, _ message: String, _ margin: Int) -> String {
    String(repeating: " ", count: margin + 1) + style.paint("=", .gutter) + " "
      + style.paint(title, .note) + ": " + DisplayText.escaped(message) + "\n"
  }

  /// Lines longer than this, in bytes, are not shown a second time with a fix-it.
  private static let longestFixedLine = 160

  /// The line as it stands, and as the fix-it would have it.
  private func suggestion(_ fixIt: Diagnostic.FixIt, _ margin: Int) -> String {
    let start = source.position(at: fixIt.span.start)
    let line = source.lineRange(start.line)
    let title = remark("fix", action(of: fixIt), margin)
    guard line.count <= Self.longestFixedLine, fixIt.span != .none,
      fixIt.span.end <= line.upperBound, fixIt.span.start <= line.upperBound
    else { return title }
    let replacement = Array(fixIt.replacement.utf8)
    let before = source.bytes[line.lowerBound..<fixIt.span.start]
    let fixed = Array(before) + replacement + source.bytes[fixIt.span.end..<line.upperBound]
    let start0 = before.count
    let old = SourceExcerpt(source.bytes, line: line, marking: fixIt.span.start..<fixIt.span.end)
    let new = SourceExcerpt(
      fixed, line: 0..<fixed.count, marking: start0..<start0 + replacement.count)
    return title
      + gutter(start.line, margin, bar: style.paint("-", .error)) + " \(old.text)\n"
      + gutter(start.line, margin, bar: style.paint("+", .fix)) + " \(new.text)\n"
  }

  /// What a fix-it does.
  private func action(of fixIt: Diagnostic.FixIt) -> String {
    if fixIt.span.start == fixIt.span.end { return "insert `\(fixIt.replacement)`" }
    if !fixIt.replacement.isEmpty { return "write `\(fixIt.replacement)`" }
    let isShort = fixIt.span.end - fixIt.span.start <= 40
    return isShort ? "remove `\(source.text(fixIt.span))`" : "remove this"
  }
}
