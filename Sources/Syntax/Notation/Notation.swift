/// Expressions as other languages write them: `m*c^2`, `sin(x)`, `-x`.
package enum Notation {
  /// What is written here in the place of some notation.
  package struct Translation: Hashable, Sendable {
    package let text: String
    /// Whether nothing else can have been meant.
    package let isCertain: Bool
  }

  /// What is known of the names in a text.
  package struct Names {
    /// Whether a word is the name of a value, whatever characters it has.
    let isValue: (String) -> Bool
    /// Whether a word can be called.
    let isFunction: (String) -> Bool
    /// What a function of other languages is called here.
    let function: (String) -> String
    /// What a value of other languages is called here.
    let value: (String) -> String

    package init(
      isValue: @escaping (String) -> Bool = { _ in false },
      isFunction: @escaping (String) -> Bool = { _ in false },
      function: @escaping (String) -> String = { $0 },
      value: @escaping (String) -> String = { $0 }
    ) {
      self.isValue = isValue
      self.isFunction = isFunction
      self.function = function
      self.value = value
    }
  }

  /// Longer texts, in bytes, are not translated.
  package static let longest = 200

  /// The text as it is written here; `nil` where it cannot be read.
  package static func translate(_ text: String, names: Names = Names()) -> Translation? {
    guard text.utf8.count <= longest else { return nil }
    var parser = InfixParser(text, names: names)
    guard let node = parser.parse(), node.text != text else { return nil }
    return Translation(text: node.text, isCertain: parser.isCertain)
  }

  /// Whether a name reads like notation: a sign before a letter, an operator between letters or
  /// digits, or an exponent. Inside a name `-`, `/` and `+` are letters.
  package static func isLike(_ word: String) -> Bool {
    if word.utf8.allSatisfy(isPlain) { return false }
    let scalars = Array(word.unicodeScalars)
    return hasPrefixOperator(scalars) || hasInnerOperator(scalars) || hasExponent(scalars)
  }

  /// Whether a byte is a letter or digit of ASCII, or `_`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    CharacterClass.isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
  }

  /// `-x`, `√x`, `!x`
  private static func hasPrefixOperator(_ scalars: [Unicode.Scalar]) -> Bool {
    let signs = scalars.prefix { "+-!¬√".unicodeScalars.contains($0) }
    guard !signs.isEmpty, signs.count < scalars.count else { return false }
    return isLetter(scalars[signs.count])
  }

  /// `m*c`, `x^-1`, `a<b`; not `a->b`
  private static func hasInnerOperator(_ scalars: [Unicode.Scalar]) -> Bool {
    var index = 1
    while index < scalars.count {
      let start = index
      while index < scalars.count, isOperatorLike(scalars[index]) { index += 1 }
      // A point before an operator makes it one for each element, in some languages.
      let before = scalars[start - 1] == "." && start > 1 ? start - 2 : start - 1
      if index > start, index < scalars.count, isLetterOrDigit(scalars[before]),
        isLetterOrDigit(scalars[index]), isInnerOperator(scalars[start..<index])
      {
        return true
      }
      index += 1
    }
    return false
  }

  /// Whether a run of characters is an operator that is no letter of names, and may be a sign behind.
  private static func isInnerOperator(_ run: ArraySlice<Unicode.Scalar>) -> Bool {
    guard run.count <= 4, run.contains(where: InfixOperator.characters.contains) else {
      return false
    }
    let word = String(String.UnicodeScalarView(run))
    if word == "->" || word == "=>" { return false }
    if InfixOperator.named[word] != nil { return true }
    guard let last = run.last, last == "-" || last == "+" else { return false }
    return InfixOperator.named[String(word.dropLast())] != nil
  }

  /// `x²`, `x⁻¹`; not `Ca²⁺`, whose exponent is a charge
  private static func hasExponent(_ scalars: [Unicode.Scalar]) -> Bool {
    for index in scalars.indices.dropFirst()
    where Superscript.digit(scalars[index]) != nil && !Superscript.isPart(scalars[index - 1])
      || Superscript.isMinus(scalars[index])
    {
      guard isLetterOrDigit(scalars[index - 1]) else { continue }
      let exponent = scalars[index...].prefix(while: Superscript.isPart)
      if Superscript.value(exponent) != nil { return true }
    }
    return false
  }

  private static func isOperatorLike(_ scalar: Unicode.Scalar) -> Bool {
    InfixOperator.characters.contains(scalar) || InfixOperator.ambiguous.contains(scalar)
      || scalar == ":" || scalar == "!" || scalar == "~"
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || scalar == "'" || scalar.properties.numericType != nil
  }
}

/// Exponents as Unicode has them.
enum Superscript {
  private static let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars)

  /// The digit that a character is.
  static func digit(_ scalar: Unicode.Scalar) -> Int? {
    scalar.value < 0x80 ? nil : digits.firstIndex(of: scalar)
  }

  /// Whether a character is a raised minus sign.
  static func isMinus(_ scalar: Unicode.Scalar) -> Bool { scalar == "⁻" }

  /// Whether a character is part of an exponent, or of a charge.
  static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    isMinus(scalar) || scalar == "⁺" || digit(scalar) != nil
  }

  /// The number that an exponent is, as digits.
  static func value(_ scalars: ArraySlice<Unicode.Scalar>) -> String? {
    let isNegative = scalars.first.map(isMinus) ?? false
    let digits = scalars.dropFirst(isNegative ? 1 : 0).map(digit)
    guard !digits.isEmpty, digits.allSatisfy({ $0 != nil }) else { return nil }
    return (isNegative ? "-" : "") + digits.compactMap { $0 }.map(String.init).joined()
  }
}
