/// The text of a program, with the table that turns byte offsets into lines and columns.
package struct SourceFile: Sendable {
  /// What messages call the text: a path, or `<string>`.
  package let name: String
  /// The text as UTF-8.
  package let bytes: [UInt8]
  /// Offsets at which lines begin.
  private let lineStarts: [Int]

  package init(name: String = "<string>", bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  package init(name: String = "<string>", text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// A place as people count: both numbers start at 1, columns count Unicode scalars.
  package struct Position: Hashable, Sendable {
    package let line: Int
    package let column: Int
    package let offset: Int
  }

  /// The position of a byte offset; offsets outside the text are moved to its nearest end.
  package func position(at offset: Int) -> Position {
    let offset = max(0, min(offset, bytes.count))
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    let scalars = bytes[lineStarts[low]..<offset].count { $0 & 0xC0 != 0x80 }
    return Position(line: low + 1, column: scalars + 1, offset: offset)
  }

  /// The text of a line (counted from 1) without its line end.
  package func line(_ number: Int) -> String {
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The text that a span covers.
  package func text(_ span: Span) -> String {
    guard span.start >= 0, span.end <= bytes.count, span.start <= span.end else { return "" }
    return String(decoding: bytes[span.start..<span.end], as: UTF8.self)
  }
}
