import Diagnostics

/// Splits UTF-8 text into words.
struct Lexer {
  let bytes: UnsafeBufferPointer<UInt8>
  private let words = CharacterClass.Words()
  /// Offset of the next byte to read.
  var position: Int
  /// What has been found wrong so far.
  var diagnostics: [Diagnostic] = []
  /// The start of a comment that takes in the rest of the text because its end is missing.
  private(set) var openComment: Int?

  /// The bytes must be valid UTF-8; a byte order mark at the start is skipped.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    position = hasMark ? 3 : 0
  }

  /// Whether a place is the first of its line.
  func beginsLine(_ offset: Int) -> Bool {
    offset == 0 || bytes[offset - 1] == UInt8(ascii: "\n")
  }

  /// The next word that is no comment.
  mutating func next() -> Token {
    while true {
      let token = nextOrComment()
      if token.kind != .lineComment, token.kind != .blockComment { return token }
    }
  }

  /// The next word.
  mutating func nextOrComment() -> Token {
    while position < bytes.count {
      let start = position
      let byte = bytes[start]
      switch byte {
      case 0x20, 0x09...0x0D: position += 1
      case UInt8(ascii: "("): return single(.opening(.round))
      case UInt8(ascii: ")"): return single(.closing(.round))
      case UInt8(ascii: "["): return single(.opening(.square))
      case UInt8(ascii: "]"): return single(.closing(.square))
      case UInt8(ascii: ";"): return lineComment()
      case UInt8(ascii: "'"), UInt8(ascii: "@"): return punctuation()
      case _ where words.contains(byte): return word()
      case _ where byte >= 0x80:
        if let token = beyondASCII() { return token }
      case UInt8(ascii: "#"): return hash()
      default: return punctuation()
      }
    }
    return Token(kind: .end, start: bytes.count, end: bytes.count)
  }

  /// The byte at an offset from the position; 0 past the end.
  @inline(__always)
  func peek(_ offset: Int) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  /// The text of a range.
  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
  }

  /// A token from a given start to the position.
  func token(_ kind: Token.Kind, from start: Int) -> Token {
    Token(kind: kind, start: start, end: position)
  }

  private mutating func single(_ kind: Token.Kind) -> Token {
    position += 1
    return token(kind, from: position - 1)
  }

  /// An identifier or number.
  private mutating func word() -> Token {
    let start = position
    position = endOfWord(from: start)
    if let minus = minusSign(in: start..<position) { return strayMinus(minus, from: start) }
    if looksLikeNumber(start) { return number(from: start) }
    return token(.identifier, from: start)
  }

  /// Offset just past the word that a position lies in.
  func endOfWord(from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      if words.contains(byte) {
        end += 1
      } else if byte >= 0x80 {
        let (scalar, length) = scalar(at: end)
        guard CharacterClass.isWord(scalar) else { break }
        end += length
      } else {
        break
      }
    }
    return end
  }

  /// The scalar at an offset of valid UTF-8, and how many bytes it takes.
  func scalar(at offset: Int) -> (Unicode.Scalar, Int) {
    let first = UInt32(bytes[offset])
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = length == 1 ? first : first & (0x7F >> UInt32(length))
    for index in stride(from: 1, to: length, by: 1) {
      value = value << 6 | UInt32(bytes[offset + index] & 0x3F)
    }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  /// A word that begins beyond ASCII, something stray, or `nil` after white space.
  private mutating func beyondASCII() -> Token? {
    let (scalar, length) = scalar(at: position)
    if scalar.properties.isWhitespace {
      position += length
      return nil
    }
    if scalar.properties.generalCategory == .decimalNumber { return foreignNumber() }
    return CharacterClass.isInitial(scalar) ? word() : strayCharacters()
  }

  // MARK: Comments

  private mutating func lineComment() -> Token {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    return token(.lineComment, from: start)
  }

  /// `#| … |#`, which nests.
  private mutating func blockComment() -> Token {
    let start = position
    var depth = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#"), peek(1) == UInt8(ascii: "|") {
        depth += 1
        position += 2
      } else if bytes[position] == UInt8(ascii: "|"), peek(1) == UInt8(ascii: "#") {
        depth -= 1
        position += 2
        if depth == 0 { return token(.blockComment, from: start) }
      } else {
        position += 1
      }
    }
    openComment = start
    diagnostics.append(.unterminatedComment(at: Span(start, start + 2)))
    return token(.blockComment, from: start)
  }

  /// What begins with `#`: comments, truth values, and what the language does not have.
  private mutating func hash() -> Token {
    let start = position
    switch peek(1) {
    case UInt8(ascii: "|"): return blockComment()
    case UInt8(ascii: ";"):
      position += 2
      return token(.datumComment, from: start)
    default: break
    }
    position = endOfWord(from: start + 1)
    switch text(start, min(position, start + 8)) {
    case "#t", "#true": return token(.number(1), from: start)
    case "#f", "#false": return token(.number(0), from: start)
    default: return strayHash(from: start)
    }
  }
}
