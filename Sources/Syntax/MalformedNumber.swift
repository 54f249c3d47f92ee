/// Says what is wrong with a word that starts like a number, and what was probably meant.
enum MalformedNumber {
  /// Advice to the author.
  struct Complaint {
    let hint: String
    var replacement: String?
  }

  /// The advice for a word, which may be all that stands before the parentheses of a call.
  static func explain(_ text: String, isCall: Bool) -> Complaint {
    guard text.utf8.count <= 200 else { return Complaint(hint: general) }
    return repeatedSigns(text) ?? commas(text) ?? separators(text) ?? otherRadix(text)
      ?? fraction(text) ?? exponent(text) ?? points(text) ?? suffix(text)
      ?? (isCall ? nil : notation(text))
      ?? Complaint(hint: general)
  }

  private static let general = "numbers are written `42`, `-1.5`, `1e-3` or `1/2`"

  /// Whether a text is a number.
  private static func isNumber(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { NumberLiteral.value(of: $0) != nil }
  }

  /// `--5`, `+-5`
  private static func repeatedSigns(_ text: String) -> Complaint? {
    let rest = text.drop { $0 == "+" || $0 == "-" }
    let signs = text.utf8.count - rest.utf8.count
    guard signs > 1 else { return nil }
    let isNegative = text.prefix(signs).count { $0 == "-" } % 2 == 1
    let meant = (isNegative ? "-" : "") + rest
    guard isNumber(meant) else { return Complaint(hint: "a number has at most one sign") }
    return Complaint(
      hint: "a number has at most one sign; to negate a number write `(- \(text.dropFirst()))`",
      replacement: signs == 2 ? meant : nil)
  }

  /// `2,5`, `1,000`, `1,2,3`: a comma is a decimal point to some, groups digits for others, and
  /// separates numbers for many, so nothing is certain.
  private static func commas(_ text: String) -> Complaint? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, parts.allSatisfy(isNumber) else { return nil }
    let separate =
      "for \(parts.count == 2 ? "two" : "several") numbers write "
      + "`\(parts.joined(separator: " "))`"
    let groups = parts.dropFirst().allSatisfy { $0.count == 3 && $0.allSatisfy(\.isNumber) }
    let whole = groups ? ", for digits in groups `\(parts.joined())`" : ""
    let decimal = parts.joined(separator: ".")
    return Complaint(
      hint: isNumber(decimal)
        ? "a decimal number has a point, `\(decimal)`; \(separate)\(whole)"
        : "numbers have no commas: \(separate)\(whole)")
  }

  /// `1_000`, `1'000`
  private static func separators(_ text: String) -> Complaint? {
    guard text.contains(where: { $0 == "_" || $0 == "'" }) else { return nil }
    let meant = text.filter { $0 != "_" && $0 != "'" }
    guard isNumber(meant) else { return nil }
    let groups = text.split(separator: "'", omittingEmptySubsequences: false)
    let isCertain = groups.dropFirst().allSatisfy { $0.count == 3 }
    return Complaint(
      hint: "digits are written without separators: `\(meant)`",
      replacement: isCertain ? meant : nil)
  }

  /// `0x10`, `0b101`, `0o17`
  private static func otherRadix(_ text: String) -> Complaint? {
    let isSigned = text.hasPrefix("+") || text.hasPrefix("-")
    let body = isSigned ? text.dropFirst() : text[...]
    for (marker, radix) in [("0x", 16), ("0b", 2), ("0o", 8)]
    where body.lowercased().hasPrefix(marker) && body.count > 2 {
      let sign = text.hasPrefix("-") ? "-" : ""
      return explain(radix: radix, digits: sign + body.dropFirst(2))
    }
    return nil
  }

  /// Advice on digits of base 2, 8 or 16.
  static func explain(radix: Int, digits: String) -> Complaint {
    let name = radix == 16 ? "hexadecimal" : radix == 8 ? "octal" : "binary"
    guard let value = Int64(digits, radix: radix), value.magnitude <= 1 << 53 else {
      return Complaint(hint: "\(name) numbers are not supported; write the number in decimal")
    }
    return Complaint(
      hint: "\(name) numbers are not supported; in decimal this is `\(value)`",
      replacement: String(value))
  }

  /// `1/0`, `1.5/2`, `1/2/3`
  private static func fraction(_ text: String) -> Complaint? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return nil }
    if parts.count == 2, isNumber(text.prefix { $0 != "/" } + "/1"),
      !parts[1].isEmpty, parts[1].allSatisfy({ $0 == "0" })
    {
      return Complaint(
        hint: "the denominator of a fraction cannot be zero; infinity is written `+inf.0`")
    }
    let operands = parts.map(String.init)
    guard operands.allSatisfy(isNumber) else { return nil }
    let division = "(/ \(operands.joined(separator: " ")))"
    return Complaint(
      hint: "a fraction is two whole numbers, `1/2`; to divide write `\(division)`",
      replacement: division)
  }

  /// `1e`, `1e5.5`, `2d3`
  private static func exponent(_ text: String) -> Complaint? {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == "e" || $0 == "E"
    }
    guard parts.count == 2, isNumber(String(parts[0])) else { return nil }
    let rest = parts[1].drop { $0 == "+" || $0 == "-" }
    if rest.isEmpty { return Complaint(hint: "the exponent after `e` has no digits: `1e-3`") }
    guard rest.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
    return Complaint(hint: "the exponent after `e` is a whole number: `1e-3`")
  }

  /// `1.2.3`
  private static func points(_ text: String) -> Complaint? {
    guard text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }),
      text.count(where: { $0 == "." }) > 1
    else { return nil }
    return Complaint(hint: "a number has at most one decimal point")
  }

  /// `50%`, `2d3`, `1.5f`, `3i`
  private static func suffix(_ text: String) -> Complaint? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
    let rest = text.dropFirst(digits.count)
    guard isNumber(String(digits)), let first = rest.first else { return nil }
    let product = "to multiply write `(* \(digits) \(rest))`"
    switch first {
    case "%" where rest.count == 1:
      return Complaint(hint: "write a percentage as a fraction: `\(digits)/100`")
    case "d", "D":
      let exponent = digits + "e" + rest.dropFirst()
      guard isNumber(String(exponent)) else { return nil }
      return Complaint(hint: "powers of ten are written with `e`: `\(exponent)`; \(product)")
    case "i", "j":
      guard rest.count == 1 else { return nil }
      return Complaint(hint: "there are no complex numbers; \(product)")
    case "f", "F", "L", "u", "U":
      guard rest.count == 1 else { return nil }
      return Complaint(hint: "numbers have no suffixes: `\(digits)`; \(product)")
    default: return nil
    }
  }

  /// `2x`, `3*x^2`, `1-x`
  private static func notation(_ text: String) -> Complaint? {
    guard let meant = Notation.translate(text) else { return nil }
    let isProduct =
      text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || ".+-_".unicodeScalars.contains($0)
      } && meant.text.hasPrefix("(* ")
    return Complaint(
      hint: isProduct
        ? "a name cannot begin with a digit; to multiply write `\(meant.text)`"
        : "operators come first, in parentheses: write `\(meant.text)`",
      replacement: meant.isCertain ? meant.text : nil)
  }
}
