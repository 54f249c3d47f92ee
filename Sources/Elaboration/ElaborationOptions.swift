import Primitives

/// What the caller says about a program beside its text.
package struct ElaborationOptions: Sendable {
  /// A declaration by the same rule as `(input name type)`.
  package struct InputOption: Hashable, Sendable {
    package var name: String
    /// As the source would write it: `real`, `(vec 3)`.
    package var type: String

    package init(name: String, type: String) {
      self.name = name
      self.type = type
    }
  }

  /// A free name that becomes a trainable constant.
  package struct ParameterOption: Hashable, Sendable {
    package var name: String
    package var initial: Value

    package init(name: String, initial: Value) {
      self.name = name
      self.initial = initial
    }
  }

  package var inputs: [InputOption] = []
  package var parameters: [ParameterOption] = []
  /// The function to compile instead of the final expression.
  package var entry: String?
  package var maximumIterations = 1_000_000
  package var maximumDepth = 10_000

  package init() {}
}
