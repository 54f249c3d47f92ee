/// One message to the author of a program.
///
/// Stages make diagnostics only through the factories in `Catalogue/`, so that the wording of a
/// code lives in one place.
package struct Diagnostic: Hashable, Sendable {
  /// Whether the program is rejected.
  package enum Severity: String, Sendable { case error, warning }

  /// A second place that takes part in the problem.
  package struct Note: Hashable, Sendable {
    package let message: String
    package let span: Span

    package init(_ message: String, at span: Span) {
      self.message = message
      self.span = span
    }
  }

  /// A change to the text that removes the problem.
  package struct FixIt: Hashable, Sendable {
    /// What is replaced; an empty span inserts.
    package let span: Span
    package let replacement: String

    package init(replace span: Span, with replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  /// The stable code, with its severity.
  package let code: Code
  /// A title that stands alone.
  package let message: String
  package let span: Span
  package let hint: String?
  package let notes: [Note]
  package let fixIt: FixIt?

  package init(
    _ code: Code, _ message: String, at span: Span, hint: String? = nil, notes: [Note] = [],
    fixIt: FixIt? = nil
  ) {
    self.code = code
    self.message = message
    self.span = span
    self.hint = hint
    self.notes = notes
    self.fixIt = fixIt
  }

  package var severity: Severity { code.severity }
}
