/// Which characters words are made of.
enum CharacterClass {
  /// Bits for the ASCII characters that an identifier or number may contain: letters, digits and
  /// `! $ % & ' * + - . / : < = > ? @ ^ _ ~`.
  private static let wordBits: (UInt64, UInt64) = bits(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!$%&'*+-./:<=>?@^_~")

  private static func bits(_ characters: String) -> (UInt64, UInt64) {
    var low: UInt64 = 0
    var high: UInt64 = 0
    for byte in characters.utf8 {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
    return (low, high)
  }

  /// A copy of the bits for use in a loop.
  struct Words {
    private let low: UInt64
    private let high: UInt64

    init() { (low, high) = CharacterClass.wordBits }

    /// Whether an ASCII byte may stand in a word.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
      if byte < 64 { return (low >> UInt64(byte)) & 1 != 0 }
      return byte < 128 && (high >> UInt64(byte - 64)) & 1 != 0
    }
  }

  /// Whether a scalar may stand in an identifier.
  static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x80 ? Words().contains(UInt8(scalar.value)) : isWord(scalar)
  }

  /// Whether a byte is an ASCII decimal digit.
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether a scalar beyond ASCII may stand in an identifier: the categories that R7RS names, and
  /// the joiners that some scripts need.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{200C}" || scalar == "\u{200D}" { return true }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
      .dashPunctuation, .connectorPunctuation, .otherPunctuation, .currencySymbol, .mathSymbol,
      .modifierSymbol, .otherSymbol, .privateUse:
      return true
    default: return false
    }
  }

  /// Whether a scalar that may stand in an identifier may also begin one.
  static func isInitial(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .spacingMark, .enclosingMark, .format: false
    default: isWord(scalar)
    }
  }
}
