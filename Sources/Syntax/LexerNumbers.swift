import Diagnostics

/// Numbers: reading them, and saying what is wrong with words that only start like one.
extension Lexer {
  /// Whether the word at an offset starts like a number: signs, at most one point, and a digit; or
  /// is one of the three special values.
  func looksLikeNumber(_ start: Int) -> Bool {
    let first = bytes[start]
    if CharacterClass.isDigit(first) { return true }
    guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-") || first == UInt8(ascii: ".")
    else { return false }
    var index = start
    while index < position, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
      index += 1
    }
    if index < position, bytes[index] == UInt8(ascii: ".") { index += 1 }
    if index < position, CharacterClass.isDigit(bytes[index]) { return true }
    return specialValue(start) != nil
  }

  /// `+inf.0`, `-inf.0`, `+nan.0`, `-nan.0` in any case.
  private func specialValue(_ start: Int) -> Double? {
    guard position - start == 6 else { return nil }
    switch text(start, position).lowercased() {
    case "+inf.0": return .infinity
    case "-inf.0": return -.infinity
    case "+nan.0", "-nan.0": return .nan
    default: return nil
    }
  }

  /// The number from an offset to the position.
  mutating func number(from start: Int) -> Token {
    extendOverSeparators()
    let literal = UnsafeBufferPointer(rebasing: bytes[start..<position])
    if let value = NumberLiteral.value(of: literal) ?? specialValue(start) {
      return token(.number(value), from: start)
    }
    let complaint = MalformedNumber.explain(
      text(start, position), isCall: peek(0) == UInt8(ascii: "("))
    diagnostics.append(
      .malformedNumber(
        shown(start, position), at: Span(start, position), hint: complaint.hint,
        replacement: complaint.replacement))
    return token(.unreadable, from: start)
  }

  /// Takes in `,000` after digits: a comma between digits is meant to group them.
  private mutating func extendOverSeparators() {
    while peek(0) == UInt8(ascii: ","), CharacterClass.isDigit(peek(1)) {
      position = endOfWord(from: position + 1)
    }
  }

  /// `#x1F` and its like.
  mutating func numberWithRadix(_ radix: Int, digitsAt digits: Int, from start: Int) -> Token {
    let complaint = MalformedNumber.explain(radix: radix, digits: text(digits, position))
    diagnostics.append(
      .malformedNumber(
        shown(start, position), at: Span(start, position), hint: complaint.hint,
        replacement: complaint.replacement))
    return token(.unreadable, from: start)
  }

  /// A word that begins with a digit of another script.
  mutating func foreignNumber() -> Token {
    let start = position
    position = endOfWord(from: start)
    diagnostics.append(
      .malformedNumber(
        shown(start, position), at: Span(start, position),
        hint: "numbers are written with the digits 0 to 9"))
    return token(.unreadable, from: start)
  }
}
