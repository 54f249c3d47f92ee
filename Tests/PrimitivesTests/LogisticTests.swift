import Testing

@testable import Primitives

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The exponential in two parts, and what the functions of it are made of.
@Suite struct LogisticTests {
  @Test func powersOfTwo() {
    for exponent in -1022...1023 {
      #expect(Double(exponent).powerOfTwo == exp2(Double(exponent)))
    }
    for exponent in -126...127 {
      let power = UnaryInstruction.powerOfTwo.value(Double(exponent), rounding: .float32)
      #expect(power == exp2(Double(exponent)))
    }
  }

  @Test(arguments: [[2.5], [2.5, -1], [1, 2, 3], [1, -1, 0.5, 0.25, 4]])
  func polynomials(coefficients: [Double]) {
    let expected = coefficients.reversed().reduce(0) { $0 * 3 + $1 }
    #expect(3.0.polynomial(coefficients) == expected)
  }

  @Test func sumsLoseNothing() {
    let (sum, lost) = 1.0.exactSum(0x1.8p70)
    #expect(sum == 0x1.8p70 && lost == 1)
    let (same, rest) = 0x1.8p70.exactSum(smaller: 1)
    #expect(same == sum && rest == lost)
  }

  @Test func theExponentialHasATail() {
    for step in 0..<2000 {
      let x = -0.37 * Double(step)
      let exponential = DecayingExponential(x)
      // The C library's own is within a unit in the last place.
      let head = exponential.head * exponential.scale
      #expect((head - exp(x)).magnitude <= exp(x).ulp, "\(x)")
      #expect(exponential.tail.magnitude <= exponential.head.ulp, "\(x)")
    }
    // e⁻¹ is 0.36787944117144232159552377016146.
    let one = DecayingExponential(1.0)
    let missing = -1.2428753672788363e-17
    #expect((one.head - 0x1.78b56362cef38p-2 + one.tail - missing).magnitude < 0x1p-58)
  }
}
