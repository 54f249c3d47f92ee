/// How names and numbers are spelled in the text form.
enum Spelling {
  /// A name as it stands after `%` or `@`: quoted where its characters would be misread.
  static func name(_ name: String, beside suffix: UInt8) -> String {
    let isPlain =
      !name.isEmpty && name.first != "%"
      && name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !isDelimiter($0) && $0 != suffix }
    return isPlain ? name : quoted(name)
  }

  /// The name of an input or parameter.
  static func declaration(_ name: String) -> String {
    name.hasPrefix("@") ? quoted(name) : self.name(name, beside: 0)
  }

  /// A string literal.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A double with the digits that it needs; one spelling for every NaN.
  static func number(_ value: Double) -> String { value.isNaN ? "nan" : value.description }

  /// Whether a byte ends a word.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "\""):
      true
    default: false
    }
  }
}
