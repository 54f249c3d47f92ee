/// Diagnostics as data for other programs.
package struct JSONRenderer: Sendable {
  private let source: SourceFile

  package init(source: SourceFile) { self.source = source }

  /// An array with one object a diagnostic.
  package func render(_ diagnostics: [Diagnostic]) -> JSONValue {
    .array(diagnostics.map(render))
  }

  /// One diagnostic.
  package func render(_ diagnostic: Diagnostic) -> JSONValue {
    [
      "code": .string(diagnostic.code.rawValue),
      "severity": .string(diagnostic.severity.rawValue),
      "message": .string(diagnostic.message),
      "span": render(diagnostic.span),
      "hint": .optional(diagnostic.hint),
      "notes": .array(diagnostic.notes.map(render)),
      "fix": diagnostic.fixIt.map(render) ?? .null,
    ]
  }

  private func render(_ note: Diagnostic.Note) -> JSONValue {
    ["message": .string(note.message), "span": render(note.span)]
  }

  private func render(_ fixIt: Diagnostic.FixIt) -> JSONValue {
    ["span": render(fixIt.span), "replacement": .string(fixIt.replacement)]
  }

  /// The two ends of a span; `null` for what has no place in the text.
  package func render(_ span: Span) -> JSONValue {
    if span == .none { return .null }
    return [
      "start": render(source.position(at: span.start)),
      "end": render(source.position(at: span.end)),
    ]
  }

  private func render(_ position: SourceFile.Position) -> JSONValue {
    [
      "line": .integer(position.line), "column": .integer(position.column),
      "offset": .integer(position.offset),
    ]
  }
}
