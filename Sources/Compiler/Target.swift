/// What a program can be written as.
package enum Target: String, CaseIterable, Sendable {
  /// A standalone Python module for PyTorch.
  case torch
  /// The intermediate representation after all passes.
  case ir
}

extension AcceptedProgram {
  /// The program as text of a target.
  package func emit(_ target: Target) -> String {
    switch target {
    case .torch: torchModule().code
    case .ir: intermediate()
    }
  }
}
