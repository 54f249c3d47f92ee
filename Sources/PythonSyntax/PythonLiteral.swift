/// Literals of Python.
package enum PythonLiteral {
  /// A number with the fewest digits that give the same double.
  package static func float(_ value: Double) -> String {
    if value.isNaN { return "math.nan" }
    if value.isInfinite { return value < 0 ? "-math.inf" : "math.inf" }
    return value.description
  }

  /// Whether a number is none that overflows in float32: several functions of PyTorch refuse one
  /// beside tensors of that dtype, where a tensor would become infinite.
  package static func fitsFloat32(_ value: Double) -> Bool {
    !value.isFinite || value.magnitude <= Double(Float.greatestFiniteMagnitude)
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
    var text = text
    let escaped: String? = text.withUTF8 { bytes in
      var result: [UInt8] = []
      // What has been looked at and not yet copied, as nothing in it is escaped, goes at once.
      var start = 0
      var place = 0
      while place < bytes.count {
        let byte = bytes[place]
        let next = place + (byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4)
        if !isPlain(byte), byte != UInt8(ascii: "\n") || !keepsLines,
          let scalar = String(decoding: bytes[place..<next], as: UTF8.self).unicodeScalars.first,
          let escape = escape(for: scalar, keepsLines: keepsLines)
        {
          if start == 0 { result.reserveCapacity(bytes.count + 16) }
          result += bytes[start..<place]
          result += escape.utf8
          start = next
        }
        place = next
      }
      if start == 0 { return nil }
      result += bytes[start...]
      return String(decoding: result, as: UTF8.self)
    }
    return escaped ?? text
  }

  /// Whether a byte is a character that stands for itself in every string literal.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// How a string literal has a scalar, where not as itself.
  private static func escape(for scalar: Unicode.Scalar, keepsLines: Bool) -> String? {
    switch scalar {
    case "\\": "\\\\"
    case "\"": "\\\""
    case "\n": keepsLines ? nil : "\\n"
    default: isPrintable(scalar) ? nil : escape(scalar)
    }
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
