import IR

/// A rewriting of programs that keeps every bit of what they compute.
package struct Pass: Sendable {
  /// As the command line spells it.
  package let name: String
  /// One sentence for help.
  package let summary: String
  package let run: @Sendable (inout Program) -> Void

  package init(name: String, summary: String, run: @escaping @Sendable (inout Program) -> Void) {
    self.name = name
    self.summary = summary
    self.run = run
  }
}
