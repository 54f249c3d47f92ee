import Diagnostics

extension Compiler {
  /// The page about a diagnostic code, in Markdown; `nil` where there is no such code.
  package static func explain(_ code: String) -> String? { Code(spelled: code)?.entry.markdown }
}
