/// How characters of a program are shown on a terminal.
enum DisplayText {
  /// A character as shown, and the columns that it takes.
  struct Cell: Sendable {
    let text: String
    let width: Int
  }

  /// Shows one scalar of a line. What could steer a terminal or hide text is shown as its number.
  static func cell(for scalar: Unicode.Scalar, atColumn column: Int) -> Cell {
    if scalar == "\t" {
      let width = 4 - column % 4
      return Cell(text: String(repeating: " ", count: width), width: width)
    }
    if scalar.value >= 0x20, scalar.value < 0x7F { return Cell(text: String(scalar), width: 1) }
    if isHidden(scalar) {
      let text = "<U+\(hexadecimal(scalar))>"
      return Cell(text: text, width: text.utf8.count)
    }
    return Cell(text: String(scalar), width: width(of: scalar))
  }

  /// A message with everything in it that could steer a terminal shown as its number.
  static func escaped(_ text: String) -> String {
    if !text.unicodeScalars.contains(where: isHidden) { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      result += isHidden(scalar) ? "<U+\(hexadecimal(scalar))>" : String(scalar)
    }
  }

  /// Whether a scalar is a control or formatting character, or no character at all. The joiners
  /// are shown as they are: scripts and emoji need them.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{200C}" || scalar == "\u{200D}" { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      return true
    default: return false
    }
  }

  /// The number of a scalar with at least four digits.
  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Columns of a visible scalar: none for marks on the one before, two for wide ones.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// Blocks whose characters take two columns (Unicode Standard Annex 11, wide and fullwidth).
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x20000...0x3FFFD,
  ]
}
