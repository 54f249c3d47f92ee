/// Names of programs as Python identifiers.
package enum PythonName {
  /// The identifier that stands for a name: characters that Python does not allow, or would itself
  /// replace by others (it compares names in Unicode's form NFKC), become `_` or the letter that
  /// Python would take; words that Python or every module uses get a trailing `_`.
  package static func sanitise(_ name: String) -> String {
    let identifier = isPlain(name) ? name : replaced(name)
    return reserved.contains(identifier) ? identifier + "_" : identifier
  }

  /// Whether a name is an identifier as it is: a letter of ASCII, then letters and digits.
  private static func isPlain(_ name: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
    guard let first = name.utf8.first, isLetter(first) else { return false }
    return name.utf8.allSatisfy {
      isLetter($0) || $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "_")
    }
  }

  /// The name with other characters replaced.
  private static func replaced(_ name: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      for scalar in replacement(of: scalar) {
        if result.isEmpty, !scalar.properties.isXIDStart, scalar != "_" { result.append("_") }
        // Two underscores in front would be mangled inside a class.
        if scalar == "_", result.first == "_", result.dropFirst().isEmpty { continue }
        result.append(scalar)
      }
    }
    return result.isEmpty || String(result) == "_" ? "value" : String(result)
  }

  /// What stands for one character.
  private static func replacement(of scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    if scalar.isASCII {
      let isAllowed = scalar == "_" || scalar.properties.isXIDContinue
      return (isAllowed ? String(scalar) : "_").unicodeScalars
    }
    if let letters = common[scalar] { return letters.unicodeScalars }
    return (isStable(scalar) ? String(scalar) : "_").unicodeScalars
  }

  /// Whether a character may stand in an identifier and is its own NFKC form, whatever precedes it.
  private static func isStable(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    guard properties.isXIDContinue, properties.canonicalCombiningClass == .notReordered,
      !(0x1100...0x11FF).contains(scalar.value)
    else { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return false
    default: break
    }
    if !properties.changesWhenNFKCCaseFolded || foldsOnly.contains(scalar) { return true }
    // Capital letters change because folding makes them small, and that can be undone.
    let small = properties.lowercaseMapping.unicodeScalars
    guard small.count == 1, let letter = small.first, letter != scalar else { return false }
    return !letter.properties.changesWhenNFKCCaseFolded
      && letter.properties.uppercaseMapping == String(scalar)
  }

  /// Small letters that case folding changes and NFKC does not.
  private static let foldsOnly: Set<Unicode.Scalar> = ["ß", "ς"]

  /// Characters of formulas, with the letters that Python reads them as.
  private static let common: [Unicode.Scalar: String] = [
    "\u{B5}": "μ", "ϑ": "θ", "ϕ": "φ", "ϵ": "ε", "ϰ": "κ", "ϱ": "ρ", "ϖ": "π", "ϒ": "Υ", "ϴ": "Θ",
    "ℏ": "ħ", "ℎ": "h", "ℓ": "l", "ℯ": "e", "ℊ": "g", "\u{212A}": "K", "\u{212B}": "Å",
    "\u{2126}": "Ω", "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6",
    "₇": "7", "₈": "8", "₉": "9",
  ]

  /// Python's keywords, and the names that generated modules use.
  package static let reserved: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in",
    "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
    "yield", "__debug__", "self", "torch", "nn", "math", "sys", "str", "Tensor", "range", "float",
    "int",
    "tuple", "IndexError", "RecursionError", "RuntimeError", "TypeError",
    "ValueError",
  ]
}
