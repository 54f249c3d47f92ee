/// Quotients of whole numbers of any length, correctly rounded in linear time.
enum Rational {
  /// The double nearest to a quotient of two runs of digits, ties to even; `nil` over zero.
  static func nearestDouble(
    _ numerator: UnsafeBufferPointer<UInt8>, over denominator: UnsafeBufferPointer<UInt8>
  ) -> Double? {
    let numerator = withoutLeadingZeros(numerator)
    let denominator = withoutLeadingZeros(denominator)
    if denominator.isEmpty { return nil }
    if numerator.isEmpty { return 0 }
    if let exact = short(numerator), let divisor = short(denominator) { return exact / divisor }
    return refined(
      Decimal(digits: numerator), Decimal(digits: denominator),
      from: estimate(numerator, denominator))
  }

  /// The digits from the first that is not 0.
  private static func withoutLeadingZeros(
    _ digits: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let first = digits.firstIndex { $0 != UInt8(ascii: "0") } ?? digits.count
    return UnsafeBufferPointer(rebasing: digits[first...])
  }

  /// The number, where a double holds it exactly: IEEE division then rounds just once.
  private static func short(_ digits: UnsafeBufferPointer<UInt8>) -> Double? {
    guard digits.count <= 16 else { return nil }
    let value = digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
    return value <= 1 << 53 ? Double(value) : nil
  }

  /// The quotient within a few units in the last place, never infinite.
  private static func estimate(
    _ numerator: UnsafeBufferPointer<UInt8>, _ denominator: UnsafeBufferPointer<UInt8>
  ) -> Double {
    let quotient = leading(numerator) / leading(denominator)
    let scale = max(-400, min(400, numerator.count - denominator.count))
    guard let scaled = Double("\(quotient)e\(scale)") else {
      preconditionFailure("neuralc bug: a scaled quotient without a value, please report it")
    }
    return min(scaled, .greatestFiniteMagnitude)
  }

  /// The first digits as a number from 1 to 10.
  private static func leading(_ digits: UnsafeBufferPointer<UInt8>) -> Double {
    let head = digits.prefix(17)
    let value = head.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
    return Double(value) / NumberLiteral.powers[head.count - 1]
  }

  /// Moves an estimate to the nearest double by exact comparison with the midpoints beside it.
  private static func refined(
    _ numerator: Decimal, _ denominator: Decimal, from estimate: Double
  ) -> Double {
    var value = estimate
    while value < .infinity, liesAbove(numerator, denominator, value) { value = value.nextUp }
    while value > 0, !liesAbove(numerator, denominator, value.nextDown) { value = value.nextDown }
    return value
  }

  /// Whether the quotient rounds to more than `value`: it lies past the midpoint between `value` and
  /// the next double, or on it where `value` is odd.
  private static func liesAbove(
    _ numerator: Decimal, _ denominator: Decimal, _ value: Double
  ) -> Bool {
    let isSmall = value < .leastNormalMagnitude
    let exponent = isSmall ? -1074 : Int(value.exponent) - 52
    let significand = isSmall ? value.significandBitPattern : value.significandBitPattern | 1 << 52
    // Compare numerator / denominator with (2 significand + 1) · 2^(exponent - 1).
    let right = denominator.times(2 * significand + 1)
    let order =
      exponent > 0
      ? numerator.compare(right.timesPowerOfTwo(exponent - 1))
      : numerator.timesPowerOfTwo(1 - exponent).compare(right)
    return order > 0 || (order == 0 && significand % 2 == 1)
  }
}

/// A whole number in base 10^18, least significant limb first.
private struct Decimal {
  private var limbs: [UInt64]
  private static let base: UInt64 = 1_000_000_000_000_000_000

  init(digits: UnsafeBufferPointer<UInt8>) {
    limbs = []
    limbs.reserveCapacity(digits.count / 18 + 1)
    var end = digits.count
    while end > 0 {
      let start = max(0, end - 18)
      limbs.append(digits[start..<end].reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) })
      end = start
    }
  }

  /// This number times a small one.
  func times(_ factor: UInt64) -> Decimal {
    var product = self
    var carry: UInt64 = 0
    for index in limbs.indices {
      var (high, low) = limbs[index].multipliedFullWidth(by: factor)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      low = sum
      if overflow { high += 1 }
      // high < base because the limb is and the factor fits in 64 bits.
      (carry, product.limbs[index]) = Self.base.dividingFullWidth((high, low))
    }
    if carry > 0 { product.appendCarry(carry) }
    return product
  }

  private mutating func appendCarry(_ carry: UInt64) {
    var carry = carry
    while carry > 0 {
      limbs.append(carry % Self.base)
      carry /= Self.base
    }
  }

  /// This number times a power of two.
  func timesPowerOfTwo(_ exponent: Int) -> Decimal {
    var product = self
    var exponent = exponent
    while exponent > 0 {
      product = product.times(1 << UInt64(min(exponent, 56)))
      exponent -= min(exponent, 56)
    }
    return product
  }

  /// Negative, zero or positive as this number is less than, equal to or greater than another;
  /// neither has leading zeros.
  func compare(_ other: Decimal) -> Int {
    if limbs.count != other.limbs.count { return limbs.count < other.limbs.count ? -1 : 1 }
    for (left, right) in zip(limbs.reversed(), other.limbs.reversed()) where left != right {
      return left < right ? -1 : 1
    }
    return 0
  }
}
