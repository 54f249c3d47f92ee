/// Pieces of C.
enum CText {
  /// A text inside a comment, which nothing in it can end.
  static func comment(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.value < 32 || scalar.value == 127 {
        result += " "
      } else {
        if result.hasSuffix("*"), scalar == "/" { result += " " }
        result.unicodeScalars.append(scalar)
      }
    }
    // A backslash at the end of a line would join the next to it.
    return result.hasSuffix("\\") ? result + " " : result
  }

  /// A string literal of printable ASCII.
  static func literal(_ text: String) -> String {
    var result = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        result += "\\" + String(UnicodeScalar(byte))
      case 32..<127: result += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return result + "\""
  }

  /// A constant of type `double`.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NAN" }
    if value.isInfinite { return value < 0 ? "-INFINITY" : "INFINITY" }
    return "\(value)"
  }

  /// A parameter list in parentheses, as many on a line as fit.
  static func parameters(_ list: [String], after start: String) -> String {
    var lines = [start + "("]
    for (position, parameter) in list.enumerated() {
      let piece = parameter + (position == list.count - 1 ? ")" : ",")
      if lines[lines.count - 1].count + piece.count + 1 > 96 {
        lines.append("    " + piece)
      } else {
        lines[lines.count - 1] += (lines[lines.count - 1].hasSuffix("(") ? "" : " ") + piece
      }
    }
    return lines.joined(separator: "\n")
  }
}
