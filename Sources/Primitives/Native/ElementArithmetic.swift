/// What formulas are written with that `evaluation` and native code share, bit for bit: a double, or
/// a number in each lane. Each operation rounds once.
protocol ElementArithmetic {
  associatedtype Truth

  /// What operations round to.
  var type: ElementType { get }
  /// A known number, rounded.
  func same(_ number: Double) -> Self

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self
  static prefix func - (operand: Self) -> Self
  static func + (left: Double, right: Self) -> Self
  static func - (left: Double, right: Self) -> Self
  static func * (left: Double, right: Self) -> Self

  /// The absolute value.
  var magnitude: Self { get }
  /// Two to the power of a whole number, where that is a normal number; else nothing in particular.
  var powerOfTwo: Self { get }

  static func .< (left: Self, right: Double) -> Truth
  static func .> (left: Self, right: Double) -> Truth
  /// The first number where a truth holds, else the second.
  static func select(_ truth: Truth, _ first: Self, _ second: Self) -> Self
}

extension ElementArithmetic {
  /// The sum with a number of no greater magnitude, and what rounding takes from it, exactly.
  func exactSum(smaller other: Self) -> (sum: Self, lost: Self) {
    let sum = self + other
    return (sum, (self - sum) + other)
  }

  /// The sum with any number, and what rounding takes from it, exactly.
  func exactSum(_ other: Self) -> (sum: Self, lost: Self) {
    let sum = self + other
    let part = sum - self
    return (sum, (self - (sum - part)) + (other - part))
  }

  /// The value of a polynomial, the constant coefficient first. Pairs of terms, then pairs of those
  /// and so on, as they need not wait for each other.
  func polynomial(_ coefficients: [Double]) -> Self {
    var terms = coefficients.map(same)
    var power = self
    while true {
      terms = stride(from: 0, to: terms.count, by: 2).map { index in
        index + 1 < terms.count ? terms[index] + terms[index + 1] * power : terms[index]
      }
      if terms.count == 1 { return terms[0] }
      power = power * power
    }
  }
}

extension NativeElement: ElementArithmetic {
  var type: ElementType { builder.type }
  var powerOfTwo: NativeElement { builder.emit(.powerOfTwo, self) }

  static func select(_ truth: NativeMask, _ first: NativeElement, _ second: NativeElement)
    -> NativeElement
  {
    truth.select(first, second)
  }
}

extension Double: ElementArithmetic {
  var type: ElementType { .float64 }
  var powerOfTwo: Double { UnaryInstruction.powerOfTwo.value(self, rounding: .float64) }

  func same(_ number: Double) -> Double { number }

  static func .< (left: Double, right: Double) -> Bool { left < right }
  static func .> (left: Double, right: Double) -> Bool { left > right }
  static func select(_ truth: Bool, _ first: Double, _ second: Double) -> Double {
    truth ? first : second
  }
}
