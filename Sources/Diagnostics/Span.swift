/// A range of bytes in the source text.
///
/// Nearly everything that the compiler makes of a text has one, so that they are small: no text is
/// longer than `Reader.maximumLength`.
package struct Span: Hashable, Sendable {
  private let first: Int32
  private let beyond: Int32

  package init(_ start: Int, _ end: Int) {
    first = Int32(start)
    beyond = Int32(end)
  }

  /// Offset of the first byte.
  package var start: Int { Int(first) }
  /// Offset just past the last byte.
  package var end: Int { Int(beyond) }

  /// The place of what has no source text, such as a declaration given as an option.
  package static let none = Span(-1, -1)

  /// The smallest span that covers both.
  package func union(_ other: Span) -> Span {
    if self == .none { return other }
    if other == .none { return self }
    return Span(min(start, other.start), max(end, other.end))
  }
}
