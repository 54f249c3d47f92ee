import Diagnostics

/// Turns text into a syntax tree.
package enum Reader {
  /// The deepest nesting of brackets that is read.
  package static let maximumDepth = 200_000
  /// The longest text that is read, in bytes.
  package static let maximumLength = 1 << 30

  /// The tree of a text. What cannot be read is reported and stands in the tree as `.error`; a list
  /// whose brackets had to be repaired ends with an `.error` element.
  package static func read(
    _ source: SourceFile, diagnostics: inout DiagnosticBag
  ) -> SyntaxTree {
    let (tree, found) = source.bytes.withUnsafeBufferPointer(read)
    for diagnostic in found { diagnostics.report(diagnostic) }
    return tree
  }

  /// The tree of UTF-8 bytes and what is wrong with them.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (SyntaxTree, [Diagnostic]) {
    if bytes.count > maximumLength {
      return (SyntaxTree(), [.programTooLong(limit: maximumLength)])
    }
    if let offset = firstInvalidUTF8(in: bytes) {
      return (SyntaxTree(), [.invalidUTF8(at: Span(offset, offset + 1))])
    }
    var reader = TreeReader(bytes, repairs: nil)
    if reader.run() == .unbalanced {
      reader = TreeReader(bytes, repairs: BracketRepair.plan(for: bytes))
      // A plan covers the text unless it has too many mistakes to report; then nothing is read.
      if reader.run() == .unbalanced { return (SyntaxTree(), reader.lexer.diagnostics) }
    }
    return (reader.tree, reader.lexer.diagnostics)
  }
}
