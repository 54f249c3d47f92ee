/// Literals of Python.
package enum PythonLiteral {
  /// A number with the fewest digits that give the same double.
  package static func float(_ value: Double) -> String {
    if value.isNaN { return "math.nan" }
    if value.isInfinite { return value < 0 ? "-math.inf" : "math.inf" }
    return value.description
  }

  /// A string literal in ASCII, in double quotes.
  package static func string(_ text: String) -> String {
    "\"" + escaped(text, keepsLines: false) + "\""
  }

  /// A documentation string; line breaks and letters stay as they are, nothing in the text can end it.
  package static func docstring(_ text: String) -> String {
    "\"\"\"" + escaped(text, keepsLines: true) + "\"\"\""
  }

  /// A text as comment lines: characters that end a line for anybody are made visible.
  package static func commentLines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var comment = "#"
      for scalar in line.unicodeScalars {
        if comment == "#" { comment += " " }
        if isPrintable(scalar) || scalar == "\t" {
          comment.unicodeScalars.append(scalar)
        } else {
          comment += escape(scalar)
        }
      }
      return comment
    }
  }

  /// The text with everything escaped that is not plain inside a string literal.
  private static func escaped(_ text: String, keepsLines: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += keepsLines ? "\n" : "\\n"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar)
        }
      }
    }
    return result
  }

  /// Whether a scalar can stand in source text as itself: no control, format or private character,
  /// and no separator but the space (some of those reorder text or end lines in viewers).
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    func padded(_ count: Int) -> String {
      String(repeating: "0", count: count - digits.count) + digits
    }
    if scalar.value < 0x100 { return "\\x" + padded(2) }
    return scalar.value < 0x10000 ? "\\u" + padded(4) : "\\U" + padded(8)
  }
}
