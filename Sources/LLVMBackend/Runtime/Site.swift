import Diagnostics

/// A place in a program that can end in an error.
package struct Site: Hashable, Sendable {
  /// What can happen there.
  package enum Kind: Hashable, Sendable {
    /// An index outside a dimension of this length.
    case index(length: Int)
    /// A loop that does not end.
    case iterations
    /// A function that calls itself too often.
    case depth(function: String)
  }

  package let kind: Kind
  package let span: Span
}
