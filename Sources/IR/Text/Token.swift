/// A piece of IR text.
struct Token {
  /// What it is.
  enum Kind: Equatable {
    /// One of `( ) { } [ ] ,`
    case punctuation(UInt8)
    case word(String)
    /// `"…"`
    case string(String)
    /// `%name.3`: the key it is known by, and the name, if any. A colon behind it is dropped.
    case value(key: String, name: String?)
    /// `@name#2`
    case function(name: String, ordinal: Int)
    case end
  }

  let kind: Kind
  /// Counted from 1.
  let line: Int
  /// Whether it is the first of its line.
  let startsLine: Bool
}

/// Splits IR text into tokens.
struct Tokenizer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var startsLine = true

  init(_ text: String) { bytes = Array(text.utf8) }

  /// All tokens, the last of which is `end`.
  static func tokens(of text: String) throws(IRParseError) -> [Token] {
    var tokenizer = Tokenizer(text)
    var tokens: [Token] = []
    while true {
      let token = try tokenizer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func next() throws(IRParseError) -> Token {
    skipBlanks()
    defer { startsLine = false }
    let line = line
    let startsLine = startsLine
    let kind = try nextKind()
    return Token(kind: kind, line: line, startsLine: startsLine)
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ";") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else if byte == UInt8(ascii: "\n") {
        line += 1
        startsLine = true
        position += 1
      } else if byte <= 0x20 {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func nextKind() throws(IRParseError) -> Token.Kind {
    guard position < bytes.count else { return .end }
    switch bytes[position] {
    case UInt8(ascii: "\""): return .string(try quoted())
    case UInt8(ascii: "%"): return try value()
    case UInt8(ascii: "@"): return try function()
    case let byte where Spelling.isDelimiter(byte):
      position += 1
      return .punctuation(byte)
    default: return .word(word())
    }
  }

  private mutating func word() -> String {
    let start = position
    while position < bytes.count, bytes[position] > 0x20, !Spelling.isDelimiter(bytes[position]) {
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quoted() throws(IRParseError) -> String {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
        position += 1
        content.append(
          bytes[position] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : bytes[position])
      } else {
        content.append(bytes[position])
      }
      position += 1
    }
    guard position < bytes.count else { throw IRParseError(line: line, "unterminated string") }
    position += 1
    return String(decoding: content, as: UTF8.self)
  }

  /// The part behind a sigil: the quoted name, if it is quoted, and the plain text.
  private mutating func sigil() throws(IRParseError) -> (quoted: String?, text: String) {
    position += 1
    var name: String?
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { name = try quoted() }
    return (name, word())
  }

  private mutating func value() throws(IRParseError) -> Token.Kind {
    var (quoted, text) = try sigil()
    if text.hasSuffix(":") { text.removeLast() }
    if let quoted { return .value(key: "\"\(quoted)\"\(text)", name: quoted) }
    if Int(text) != nil { return .value(key: text, name: nil) }
    guard let (name, _) = split(text, at: ".") else { return .value(key: text, name: text) }
    return .value(key: text, name: name)
  }

  private mutating func function() throws(IRParseError) -> Token.Kind {
    let (quoted, text) = try sigil()
    let parts = split(text, at: "#")
    return .function(name: quoted ?? parts?.name ?? text, ordinal: parts?.number ?? 1)
  }

  /// What stands before and after the last separator, if a number stands after it.
  private func split(_ text: String, at separator: Character) -> (name: String, number: Int)? {
    guard let position = text.lastIndex(of: separator),
      let number = Int(text[text.index(after: position)...])
    else { return nil }
    return (String(text[..<position]), number)
  }
}
