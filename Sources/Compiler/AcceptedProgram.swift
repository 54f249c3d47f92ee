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
  package func optimized() -> Program { run(.standard) }

  /// The program after a pipeline.
  func run(_ pipeline: Pipeline) -> Program {
    var result = program
    DeepStack.run(depth: program.nesting) { pipeline.run(&result) }
    return result
  }
}

extension AcceptedProgram {
  /// A message with the place that it is about: `law.scm:3:5: …`.
  package func message(_ text: String, at span: Span) -> String {
    if span == .none { return text }
    let position = source.position(at: span.start)
    return "\(source.name):\(position.line):\(position.column): \(text)"
  }
}
