import Diagnostics

/// Turns text into a syntax tree.
package enum Reader {
  /// The deepest nesting of brackets that is read.
  package static let maximumDepth = 200_000
  /// The longest text that is read, in bytes.
  package static let maximumLength = 1 << 30

  /// The tree of a text. What cannot be read is reported and stands in the tree as `.error`; about
  /// forms whose brackets had to be repaired nothing more is reported by later stages.
  package static func read(
    _ source: SourceFile, diagnostics: inout DiagnosticBag
  ) -> SyntaxTree {
    let reading = source.bytes.withUnsafeBufferPointer(read)
    for diagnostic in reading.diagnostics { diagnostics.report(diagnostic) }
    diagnostics.silence(reading.guessed)
    return reading.tree
  }

  /// What became of a text.
  struct Reading {
    var tree = SyntaxTree()
    var diagnostics: [Diagnostic]
    /// The forms at top level that had to be guessed at.
    var guessed: [Span] = []
  }

  /// The tree of UTF-8 bytes and what is wrong with them.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading {
    if bytes.count > maximumLength {
      return Reading(diagnostics: [.programTooLong(limit: maximumLength)])
    }
    if let offset = firstInvalidUTF8(in: bytes) {
      return Reading(diagnostics: [.invalidUTF8(at: Span(offset, offset + 1))])
    }
    var reader = TreeReader(bytes, repairs: nil)
    if reader.run() == .unbalanced {
      reader = TreeReader(bytes, repairs: BracketRepair.plan(for: bytes))
      // A plan covers the text unless it has too many mistakes to report; then nothing is read.
      if reader.run() == .unbalanced { return Reading(diagnostics: reader.lexer.diagnostics) }
    }
    return Reading(
      tree: reader.tree, diagnostics: reader.lexer.diagnostics, guessed: reader.guessed)
  }
}
