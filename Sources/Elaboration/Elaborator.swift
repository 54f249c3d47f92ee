import Diagnostics
import IR
import Syntax

/// Turns a syntax tree into a typed program: scope, kinds, shapes and all the checks.
package enum Elaborator {
  /// The program, or `nil` after errors; everything there is to say is in `diagnostics`.
  package static func elaborate(
    _ tree: SyntaxTree, of source: SourceFile, options: ElaborationOptions,
    diagnostics: inout DiagnosticBag
  ) -> Program? {
    nil
  }
}
