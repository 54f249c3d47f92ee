import Diagnostics
import Elaboration
import IR
import Syntax

/// The whole compiler behind one door: text and options in, diagnostics and artefacts out.
///
/// It does no input or output and keeps no state.
package enum Compiler {
  /// The version of the compiler, the command line and the Python package.
  package static let version = "0.1.0"

  /// Reads and checks a program.
  package static func compile(
    _ source: SourceFile, options: ElaborationOptions = ElaborationOptions()
  ) -> Compilation {
    var diagnostics = DiagnosticBag()
    if let path = source.pathInItsPlace {
      diagnostics.report(.pathAsText(at: path))
      return Compilation(source: source, diagnostics: diagnostics.sorted, program: nil)
    }
    let tree = Reader.read(source, diagnostics: &diagnostics)
    let program = Elaborator.elaborate(
      tree, of: source, options: options, diagnostics: &diagnostics)
    return Compilation(
      source: source, diagnostics: diagnostics.sorted,
      program: program.map { AcceptedProgram(source: source, program: $0) })
  }
}
