import DeepStack
import Diagnostics
import IR
import Passes

/// A program without errors, and what can be made of it.
package struct AcceptedProgram: Sendable {
  package let source: SourceFile
  /// As elaboration leaves it.
  package let program: Program

  /// The program after all passes.
  package func optimized() -> Program { program }
}
