import Diagnostics

/// What became of one text.
package struct Compilation: Sendable {
  package let source: SourceFile
  /// Errors and warnings in the order of the text.
  package let diagnostics: [Diagnostic]
  /// `nil` where the text is rejected.
  package let program: AcceptedProgram?

  /// The diagnostics as text with carets.
  package func rendered(usesColor: Bool = false) -> String {
    TextRenderer(source: source, usesColor: usesColor).render(diagnostics)
  }

  /// The diagnostics as data.
  package var json: JSONValue { JSONRenderer(source: source).render(diagnostics) }
}
