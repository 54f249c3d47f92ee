import DeepStack
import IR

extension AcceptedProgram {
  /// The names of the passes, in their order.
  package static let passNames: [String] = []

  /// The intermediate representation as text, after all passes or after the one named; `none` is
  /// before the first.
  package func intermediate(after pass: String? = nil) -> String {
    let program = optimized()
    return DeepStack.run(depth: program.nesting) { program.description }
  }
}
