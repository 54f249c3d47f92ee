/// The text of a program, with the tables that turn byte offsets into lines and columns.
package struct SourceFile: Sendable {
  /// What messages call the text: a path, or `<string>`.
  package let name: String
  /// The text as UTF-8.
  package let bytes: [UInt8]
  /// Offsets at which lines begin.
  private let lineStarts: [Int]
  /// How many Unicode scalars begin before each block of bytes, so that a column costs the same in
  /// a line of ten million characters.
  private let scalarsBeforeBlock: [Int]
  private static let blockSize = 1024

  package init(name: String = "<string>", bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    (lineStarts, scalarsBeforeBlock) = bytes.withUnsafeBufferPointer(Self.tables)
  }

  package init(name: String = "<string>", text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// Both tables in one pass.
  private static func tables(
    of bytes: UnsafeBufferPointer<UInt8>
  ) -> (lineStarts: [Int], scalarsBeforeBlock: [Int]) {
    var starts = [0]
    var blocks: [Int] = []
    blocks.reserveCapacity(bytes.count / blockSize + 1)
    var scalars = 0
    for block in stride(from: 0, through: bytes.count, by: blockSize) {
      blocks.append(scalars)
      for offset in block..<min(block + blockSize, bytes.count) {
        let byte = bytes[offset]
        if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        if byte & 0xC0 != 0x80 { scalars += 1 }
      }
    }
    return (starts, blocks)
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
    let line = lineIndex(at: offset)
    let column = scalars(before: offset) - scalars(before: lineStarts[line])
    return Position(line: line + 1, column: column + 1, offset: offset)
  }

  /// The line, counted from 0, that an offset inside the text lies in.
  private func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// How many scalars begin before an offset.
  private func scalars(before offset: Int) -> Int {
    let block = offset / Self.blockSize
    return scalarsBeforeBlock[block]
      + bytes[block * Self.blockSize..<offset].count { $0 & 0xC0 != 0x80 }
  }

  /// The bytes of a line (counted from 1) without its line end.
  package func lineRange(_ number: Int) -> Range<Int> {
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The text of a line (counted from 1) without its line end.
  package func line(_ number: Int) -> String {
    String(decoding: bytes[lineRange(number)], as: UTF8.self)
  }

  /// Where the path of a program's file stands in the place of the program: in one line, which ends in
  /// `.scm`, and beside which there are comments at most.
  package var pathInItsPlace: Span? {
    guard let end = bytes.lastIndex(where: { !Self.isSpace($0) }),
      bytes[...end].suffix(4).map({ $0 | 0x20 }).elementsEqual(".scm".utf8)
    else { return nil }
    let lines = bytes[...end].split(separator: UInt8(ascii: "\n")).map {
      $0.drop(while: Self.isSpace)
    }
    guard let path = lines.last, !path.contains(UInt8(ascii: ";")),
      lines.dropLast().allSatisfy({ $0.isEmpty || $0.first == UInt8(ascii: ";") })
    else { return nil }
    return Span(path.startIndex, end + 1)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// The text that a span covers.
  package func text(_ span: Span) -> String {
    guard span.start >= 0, span.end <= bytes.count, span.start <= span.end else { return "" }
    return String(decoding: bytes[span.start..<span.end], as: UTF8.self)
  }
}
