/// A range of bytes in the source text.
package struct Span: Hashable, Sendable {
  /// Offset of the first byte.
  package var start: Int
  /// Offset just past the last byte.
  package var end: Int

  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The place of what has no source text, such as a declaration given as an option.
  package static let none = Span(-1, -1)

  /// The smallest span that covers both.
  package func union(_ other: Span) -> Span {
    if self == .none { return other }
    if other == .none { return self }
    return Span(min(start, other.start), max(end, other.end))
  }
}
