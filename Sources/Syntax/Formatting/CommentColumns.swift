/// Puts the comments at the ends of neighbouring lines below each other.
struct CommentColumns {
  /// A comment at the end of a line: where it stands in the text without a gap before it.
  private struct Place {
    let offset: Int
    let column: Int
    let line: Int
  }

  private var places: [Place] = []
  /// Comments further right than this are not lined up.
  private static let furthestColumn = 64

  /// Takes in a comment.
  mutating func add(offset: Int, column: Int, line: Int) {
    places.append(Place(offset: offset, column: column, line: line))
  }

  /// The text with gaps before its comments: two spaces after the longest of neighbouring lines.
  func align(in text: [UInt8]) -> [UInt8] {
    if places.isEmpty { return text }
    var aligned: [UInt8] = []
    aligned.reserveCapacity(text.count + 8 * places.count)
    var copied = 0
    var first = 0
    while first < places.count {
      let last = endOfRun(from: first)
      let widest = places[first...last].reduce(0) { max($0, $1.column) }
      for place in places[first...last] {
        aligned += text[copied..<place.offset]
        let gap = widest > Self.furthestColumn ? 2 : widest - place.column + 2
        aligned.append(contentsOf: repeatElement(UInt8(ascii: " "), count: gap))
        copied = place.offset
      }
      first = last + 1
    }
    return aligned + text[copied...]
  }

  /// The last of the comments that stand on consecutive lines from one on.
  private func endOfRun(from first: Int) -> Int {
    var last = first
    while last + 1 < places.count, places[last + 1].line == places[last].line + 1 { last += 1 }
    return last
  }
}
