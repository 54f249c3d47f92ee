/// Part of one line of a program as it is shown, with the columns that a span takes in it.
struct SourceExcerpt: Sendable {
  let text: String
  /// Columns before the span.
  let indentation: Int
  /// Columns of the span, at least one.
  let width: Int

  /// Bytes that are shown before and after a span in a long line.
  private static let before = 60
  private static let after = 40
  /// Bytes of a span that are shown.
  private static let inside = 120

  /// The part of a line, given as bytes, around a range of it.
  init(_ bytes: [UInt8], line: Range<Int>, marking marked: Range<Int>) {
    let fits = line.count <= Self.before + Self.after + Self.inside
    let shownEnd = min(marked.upperBound, marked.lowerBound + Self.inside)
    let start = fits ? line.lowerBound : max(line.lowerBound, marked.lowerBound - Self.before)
    let end = fits ? line.upperBound : min(line.upperBound, shownEnd + Self.after)
    var painter = Painter(marked: marked.lowerBound..<(fits ? marked.upperBound : shownEnd))
    if start > line.lowerBound { painter.add("…") }
    painter.paint(bytes, Self.boundary(start, in: bytes)..<Self.boundary(end, in: bytes))
    if end < line.upperBound { painter.add("…") }
    text = painter.text
    indentation = painter.markStart ?? painter.column
    width = max(1, (painter.markEnd ?? indentation) - indentation)
  }

  /// The nearest offset at or before one where a scalar begins.
  private static func boundary(_ offset: Int, in bytes: [UInt8]) -> Int {
    var offset = offset
    while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }

  /// Collects what is shown.
  private struct Painter {
    let marked: Range<Int>
    var text = ""
    var column = 0
    var markStart: Int?
    var markEnd: Int?

    init(marked: Range<Int>) { self.marked = marked }

    /// Adds a sign that takes one column.
    mutating func add(_ sign: String) {
      text += sign
      column += 1
    }

    /// Adds bytes; those that are no text are shown as the replacement character.
    mutating func paint(_ bytes: [UInt8], _ range: Range<Int>) {
      var parser = Unicode.UTF8.ForwardParser()
      var iterator = bytes[range].makeIterator()
      var offset = range.lowerBound
      while offset < range.upperBound {
        switch parser.parseScalar(from: &iterator) {
        case .valid(let encoded):
          show(UTF8.decode(encoded), at: offset)
          offset += encoded.count
        case .error(let length):
          show("\u{FFFD}", at: offset)
          offset += length
        case .emptyInput: return
        }
      }
    }

    private mutating func show(_ scalar: Unicode.Scalar, at offset: Int) {
      let cell = DisplayText.cell(for: scalar, atColumn: column)
      if markStart == nil, offset >= marked.lowerBound { markStart = column }
      text += cell.text
      column += cell.width
      if offset < marked.upperBound { markEnd = column }
    }
  }
}
