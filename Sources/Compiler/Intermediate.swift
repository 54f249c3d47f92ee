import DeepStack
import IR
import Passes

extension AcceptedProgram {
  /// The names of the passes, in their order.
  package static let passNames = Pipeline.standard.passes.map(\.name)

  /// The intermediate representation as text, after all passes.
  package func intermediate() -> String { text(of: optimized()) }

  /// The same after the pass named; after `none` is before the first.
  package func intermediate(after pass: String) throws(Pipeline.UnknownPass) -> String {
    text(of: pass == "none" ? program : run(try Pipeline(through: pass)))
  }

  private func text(of program: Program) -> String {
    DeepStack.run(depth: program.nesting) { program.description }
  }
}
