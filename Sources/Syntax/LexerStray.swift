import Diagnostics

/// Words that the language does not have: each is reported once, with what to write instead.
extension Lexer {
  /// A character of ASCII that begins nothing in the language.
  mutating func punctuation() -> Token {
    let start = position
    switch bytes[start] {
    case UInt8(ascii: "{"):
      position += 1
      report("`{` is not a bracket of the language", from: start, hint: "write `(` and `)`")
      return token(.opening(.curly), from: start)
    case UInt8(ascii: "}"):
      position += 1
      return token(.closing(.curly), from: start)
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "|"): return quotedIdentifier()
    case UInt8(ascii: "'"), UInt8(ascii: "`"): return quotation()
    case UInt8(ascii: ","): return comma()
    case UInt8(ascii: "\\"): return command()
    default: return strayCharacters()
    }
  }

  /// Adds a stray token that ends at the position.
  private mutating func report(
    _ message: String, from start: Int, hint: String, replacement: String? = nil
  ) {
    diagnostics.append(
      .strayToken(message, at: Span(start, position), hint: hint, replacement: replacement))
  }

  /// `"…"`, to the closing quote, or to the end of the word where there is none on the line.
  private mutating func string() -> Token {
    let start = position
    position = endOfQuoted(UInt8(ascii: "\""), from: start)
    report(
      "strings are not part of the language", from: start, hint: "every value is made of numbers")
    return token(.unreadable, from: start)
  }

  /// `|…|`, to the closing bar, or to the end of the word where there is none on the line.
  private mutating func quotedIdentifier() -> Token {
    let start = position
    position = endOfQuoted(UInt8(ascii: "|"), from: start)
    report(
      "bars are not part of the language", from: start,
      hint: text(start, position) == "||"
        ? "write `(or a b)`"
        : "write an absolute value as `(abs x)`, and a name without bars")
    return token(.unreadable, from: start)
  }

  /// Offset just past the matching quote on the same line; else past the word after the quote.
  private func endOfQuoted(_ quote: UInt8, from start: Int) -> Int {
    var end = start + 1
    while end < bytes.count {
      switch bytes[end] {
      case quote: return end + 1
      case UInt8(ascii: "\n"): return endOfWord(from: start + 1)
      case UInt8(ascii: "\\") where end + 1 < bytes.count && bytes[end + 1] >= 0x20: end += 2
      default: end += 1
      }
    }
    return endOfWord(from: start + 1)
  }

  /// Quotation marks of Scheme.
  private mutating func quotation() -> Token {
    let start = position
    position += 1
    report(
      "quotation is not part of the language", from: start,
      hint: "write vectors as `[1 2 3]`, and `x'` with the mark at the end")
    return token(.quotation, from: start)
  }

  /// Commas, mostly from other languages' argument lists.
  private mutating func comma() -> Token {
    let start = position
    while peek(0) == UInt8(ascii: ",") || peek(0) == UInt8(ascii: "@") { position += 1 }
    // Behind an element it separates; before one it may be a quasiquotation.
    let isSeparator = position == start + 1 && start > 0 && !isSpace(bytes[start - 1])
    report(
      "commas are not part of the language", from: start,
      hint: "spaces alone separate elements: `(f x y)`, `[1 2 3]`",
      replacement: isSeparator ? (isSpace(peek(0)) ? "" : " ") : nil)
    return token(.comma, from: start)
  }

  /// `\frac{a}{b}`, with what stands in braces directly behind it, and a lone backslash.
  private mutating func command() -> Token {
    let start = position
    position = endOfWord(from: start + 1)
    while peek(0) == UInt8(ascii: "{"), let end = endOfBraces(from: position) { position = end }
    report(
      "a backslash is not part of the language", from: start,
      hint: "operations come first, in parentheses: `(/ a b)`; a function is `(lambda (x) …)`")
    return token(position > start + 1 ? .unreadable : .ignored, from: start)
  }

  /// Offset just past the brace that matches the one at an offset, on the same line.
  private func endOfBraces(from start: Int) -> Int? {
    var depth = 0
    var end = start
    while end < min(bytes.count, start + Notation.longest), bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "{") { depth += 1 }
      if bytes[end] == UInt8(ascii: "}") { depth -= 1 }
      end += 1
      if depth == 0 { return end }
    }
    return nil
  }

  /// `#` with something that it cannot begin.
  mutating func strayHash(from start: Int) -> Token {
    let first = start + 1 < bytes.count ? bytes[start + 1] | 0x20 : 0
    let radix = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2][first]
    if let radix, position > start + 2 {
      return numberWithRadix(radix, digitsAt: start + 2, from: start)
    }
    if start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "\\") {
      position = start + 2
      if position < bytes.count {
        position = max(endOfWord(from: position), position + scalar(at: position).1)
      }
      report(
        "characters are not part of the language", from: start,
        hint: "every value is made of numbers")
      return token(.unreadable, from: start)
    }
    if position == start + 1, peek(0) == UInt8(ascii: "(") {
      report("`#(` is not part of the language", from: start, hint: "write vectors as `[1 2 3]`")
      return token(.quotation, from: start)
    }
    report(
      "`\(shown(start, position))` is not part of the language", from: start,
      hint: "`#` begins only the truth values `#t` and `#f` and the comments `#| … |#` and `#;`")
    return token(.unreadable, from: start)
  }

  /// A run of characters that begin nothing.
  mutating func strayCharacters() -> Token {
    let start = position
    let (first, length) = scalar(at: start)
    position += length
    while position < bytes.count, scalar(at: position).0 == first { position += length }
    let advice = Lexer.advice(on: first)
    report(
      "\(Lexer.describe(first)) is not part of the language", from: start, hint: advice.hint,
      replacement: advice.replacement)
    return token(.ignored, from: start)
  }

  /// Offset of the first minus sign U+2212 in a word.
  func minusSign(in word: Range<Int>) -> Int? {
    word.first { offset in
      bytes[offset] == 0xE2 && offset + 2 < word.upperBound && bytes[offset + 1] == 0x88
        && bytes[offset + 2] == 0x92
    }
  }

  /// A word that contains the minus sign U+2212, which pasted text has for `-`. In ASCII it would be
  /// a letter of the word, unless the word is a number or the sign alone.
  mutating func strayMinus(_ minus: Int, from start: Int) -> Token {
    let meant = position - start <= Notation.longest ? withoutMinusSigns(start) : nil
    diagnostics.append(
      .strayToken(
        "`\u{2212}` (U+2212) is not part of the language", at: Span(minus, minus + 3),
        hint: meant.map { "write `\($0.text)`" } ?? "write the minus sign of ASCII, `-`",
        replacement: meant.flatMap { $0.isCertain ? $0.text : nil }, of: Span(start, position)))
    return token(.unreadable, from: start)
  }

  /// What is written for the word from an offset to the position, which has U+2212 for minus signs.
  private func withoutMinusSigns(_ start: Int) -> Notation.Translation? {
    let word = text(start, position)
    var meant = String(
      String.UnicodeScalarView(word.unicodeScalars.map { $0 == "\u{2212}" ? "-" : $0 }))
    if meant == "-" || meant.withUTF8({ NumberLiteral.value(of: $0) }) != nil {
      return Notation.Translation(text: meant, isCertain: true)
    }
    return Notation.translate(word)
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// How a message shows a character: itself where that is safe, and its number.
  static func describe(_ scalar: Unicode.Scalar) -> String {
    let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
    let number = "U+" + String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      return "the invisible character \(number)"
    default:
      return scalar.value < 0x80 ? "`\(scalar)`" : "`\(scalar)` (\(number))"
    }
  }

  /// What to do about a stray character.
  private static func advice(on scalar: Unicode.Scalar) -> (hint: String, replacement: String?) {
    switch scalar {
    case "\u{FF08}": ("write the bracket of ASCII, `(`", "(")
    case "\u{FF09}": ("write the bracket of ASCII, `)`", ")")
    case "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}":
      ("quotation marks are not part of the language", "")
    case "@":
      ("`(matmul a b)` multiplies matrices; a name may contain `@` but not begin with it", nil)
    default:
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? ("remove it", "")
        : ("names are made of letters, digits and signs such as `-` and `_`", nil)
    }
  }

  /// A piece of the text for use in a message, shortened where it is long.
  func shown(_ start: Int, _ end: Int) -> String {
    guard end - start > 40 else { return text(start, end) }
    var cut = start + 40
    while cut > start, bytes[cut] & 0xC0 == 0x80 { cut -= 1 }
    return text(start, cut) + "…"
  }
}
