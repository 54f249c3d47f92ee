import Diagnostics
import Syntax

/// A text in the standard layout, or what is wrong with it.
package enum Formatting: Sendable {
  case text(String)
  case rejected(Compilation)
}

extension Compiler {
  /// Lays a program out in the standard way. Only its brackets must be right.
  package static func format(_ source: SourceFile) -> Formatting {
    if let text = Formatter.format(source) { return .text(text) }
    var diagnostics = DiagnosticBag()
    _ = Reader.read(source, diagnostics: &diagnostics)
    return .rejected(
      Compilation(source: source, diagnostics: diagnostics.sorted, program: nil))
  }
}
