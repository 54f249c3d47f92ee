/// Numbers as they are written: `42`, `-1.5`, `.5`, `1e-3`, `1/2`.
///
/// The value is the double nearest to the exact one, ties to even. What is too large for a double is
/// infinite, as IEEE 754 rounds it: `1e400` is `+inf.0`.
enum NumberLiteral {
  /// The parts of a literal.
  private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    /// Moves past a byte if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    /// Moves past digits.
    mutating func digits() -> Range<Int> {
      let start = position
      while position < bytes.count, CharacterClass.isDigit(bytes[position]) { position += 1 }
      return start..<position
    }
  }

  /// The value of a literal, or `nil` where it is malformed.
  static func value(of bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var scanner = Scanner(bytes: bytes)
    let isNegative = scanner.take(UInt8(ascii: "-"))
    if !isNegative { _ = scanner.take(UInt8(ascii: "+")) }
    let whole = scanner.digits()
    guard let magnitude = magnitude(whole, &scanner), scanner.isAtEnd else { return nil }
    return isNegative ? -magnitude : magnitude
  }

  /// What follows the sign.
  private static func magnitude(_ whole: Range<Int>, _ scanner: inout Scanner) -> Double? {
    if !whole.isEmpty, scanner.take(UInt8(ascii: "/")) {
      let denominator = scanner.digits()
      guard !denominator.isEmpty else { return nil }
      return Rational.nearestDouble(
        UnsafeBufferPointer(rebasing: scanner.bytes[whole]),
        over: UnsafeBufferPointer(rebasing: scanner.bytes[denominator]))
    }
    let start = whole.lowerBound
    let fraction = scanner.take(UInt8(ascii: ".")) ? scanner.digits() : 0..<0
    guard whole.count + fraction.count > 0, let exponent = exponent(&scanner) else { return nil }
    return decimal(scanner.bytes, whole, fraction, exponent: exponent)
      ?? slow(UnsafeBufferPointer(rebasing: scanner.bytes[start..<scanner.position]))
  }

  /// The power of ten, clamped far outside the range of doubles; `nil` where digits are missing.
  private static func exponent(_ scanner: inout Scanner) -> Int? {
    guard scanner.take(UInt8(ascii: "e")) || scanner.take(UInt8(ascii: "E")) else { return 0 }
    let isNegative = scanner.take(UInt8(ascii: "-"))
    if !isNegative { _ = scanner.take(UInt8(ascii: "+")) }
    let digits = scanner.digits()
    guard !digits.isEmpty else { return nil }
    var value = 0
    for index in digits where value < 1_000_000 {
      value = value * 10 + Int(scanner.bytes[index] - 0x30)
    }
    return isNegative ? -value : value
  }

  /// Powers of ten that are exact as doubles.
  static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The value where one rounding gives it: digits and power of ten are both exact as doubles.
  private static func decimal(
    _ bytes: UnsafeBufferPointer<UInt8>, _ whole: Range<Int>, _ fraction: Range<Int>, exponent: Int
  ) -> Double? {
    guard whole.count + fraction.count <= 18 else { return nil }
    var mantissa: UInt64 = 0
    for index in whole { mantissa = mantissa * 10 + UInt64(bytes[index] - 0x30) }
    for index in fraction { mantissa = mantissa * 10 + UInt64(bytes[index] - 0x30) }
    let scale = exponent - fraction.count
    guard mantissa <= 1 << 53, abs(scale) <= 22 else { return nil }
    if scale == 0 { return Double(mantissa) }
    return scale < 0 ? Double(mantissa) / powers[-scale] : Double(mantissa) * powers[scale]
  }

  /// The value of any well-formed decimal literal without a sign.
  private static func slow(_ literal: UnsafeBufferPointer<UInt8>) -> Double {
    guard let value = Double(String(decoding: literal, as: UTF8.self)) else {
      preconditionFailure("neuralc bug: a decimal literal without a value, please report it")
    }
    return value
  }
}
