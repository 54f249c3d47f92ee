import Diagnostics

/// The words of a program, comments included, with what a layout needs to know about them.
///
/// A list is known by the number of its opening bracket. The text must read without errors.
struct FormatTokens {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var tokens: [Token] = []
  /// Line ends before each word: none, one, or two where a blank line is to be kept.
  private(set) var lineEnds: [UInt8] = []
  /// For each opening bracket the number of its closing one.
  private(set) var closings: [Int32] = []
  /// Columns of each datum on one line; `unbounded` where it cannot be on one.
  private(set) var widths: [Int] = []

  /// The width of what takes several lines in any case.
  static let unbounded = 1 << 40

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    split()
    match()
    measure()
  }

  private mutating func split() {
    var lexer = Lexer(bytes)
    var end = lexer.position
    while true {
      let token = lexer.nextOrComment()
      if token.kind == .end { break }
      let breaks = bytes[end..<token.start].count { $0 == UInt8(ascii: "\n") }
      tokens.append(token)
      lineEnds.append(UInt8(min(breaks, 2)))
      end = token.end
    }
  }

  private mutating func match() {
    closings = [Int32](repeating: -1, count: tokens.count)
    var open: [Int] = []
    for (position, token) in tokens.enumerated() {
      if case .opening = token.kind { open.append(position) }
      if case .closing = token.kind, let opening = open.popLast() {
        closings[opening] = Int32(position)
      }
    }
  }

  /// Widths from the last word to the first, so that inner lists come before outer ones.
  private mutating func measure() {
    widths = [Int](repeating: 0, count: tokens.count)
    for position in tokens.indices.reversed() {
      widths[position] =
        isOpening(position) ? widthOfList(position) : widthOfWord(tokens[position])
    }
  }

  private func widthOfWord(_ token: Token) -> Int {
    if token.kind == .lineComment { return Self.unbounded }
    var width = 0
    for offset in token.start..<token.end {
      if bytes[offset] == UInt8(ascii: "\n") { return Self.unbounded }
      if bytes[offset] & 0xC0 != 0x80 { width += 1 }
    }
    return width
  }

  private func widthOfList(_ opening: Int) -> Int {
    let style = ListStyle(of: opening, in: self)
    if style.alwaysBreaks { return Self.unbounded }
    var width = 2
    for element in Elements(of: opening, in: self, style: style) {
      if element.keepsBlankLine || element.isOwnLineComment { return Self.unbounded }
      width += widths[element.token] + (element.separation == .none ? 0 : 1)
      if width >= Self.unbounded { return Self.unbounded }
    }
    return width
  }

  func isOpening(_ position: Int) -> Bool {
    if case .opening = tokens[position].kind { true } else { false }
  }

  func isComment(_ position: Int) -> Bool {
    tokens[position].kind == .lineComment || tokens[position].kind == .blockComment
  }

  /// The number of the word after a datum.
  func next(after position: Int) -> Int {
    (isOpening(position) ? Int(closings[position]) : position) + 1
  }

  /// The bytes of a word.
  func text(_ position: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[tokens[position].start..<tokens[position].end])
  }
}
