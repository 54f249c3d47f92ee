import DeepStack

/// What a program can be written as.
package enum Target: String, CaseIterable, Sendable {
  /// The intermediate representation after all passes.
  case ir
}

extension AcceptedProgram {
  /// The program as text of a target.
  package func emit(_ target: Target) -> String {
    switch target {
    case .ir: intermediate()
    }
  }
}
