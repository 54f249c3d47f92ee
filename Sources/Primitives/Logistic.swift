/// Functions of the exponential, which is taken of negative numbers alone: it cannot overflow, and
/// small values keep all their digits.
enum Logistic {
  /// The logistic function.
  static func sigmoid<Number: ElementArithmetic>(_ x: Number) -> Number {
    let exponential = DecayingExponential(x)
    let isNegative = x .< 0
    let numerator = Number.select(isNegative, exponential.head, x.same(1))
    let numeratorTail = Number.select(isNegative, exponential.tail, x.same(0))
    let (denominator, lost) = x.same(1).exactSum(smaller: exponential.head)
    let quotient = numerator / denominator
    // The function's values at a number and at its negative are 1 together.
    let reciprocal = Number.select(isNegative, 1 - quotient, quotient)
    let correction = (numeratorTail - quotient * (lost + exponential.tail)) * reciprocal
    return (quotient + correction) * exponential.scale
  }

  /// The logarithm of 1 plus the exponential e: for -|x| it is 2 artanh(e / (2 + e)).
  static func softplus<Number: ElementArithmetic>(_ x: Number) -> Number {
    let exponential = DecayingExponential(x)
    let (denominator, lost) = x.same(2).exactSum(smaller: exponential.head)
    /// Twice the operand of the area tangent, and what it lacks.
    let quotient = (exponential.head + exponential.head) / denominator
    let reciprocal = 0.5 - 0.25 * quotient
    let correction =
      ((exponential.tail + exponential.tail) - quotient * (lost + exponential.tail)) * reciprocal
    let square = (0.5 * quotient) * (0.5 * quotient)
    let tail = correction + quotient * (square * square.polynomial(coefficients(x.type)))
    let (sum, sumTail) = Number.select(x .< 0, x.same(0), x).exactSum(quotient)
    let result = (sum + (sumTail + tail)) * exponential.scale
    return Number.select(x .> identityStart(x.type), x, result)
  }

  /// From here on the logarithm is the operand to its last bit.
  private static func identityStart(_ type: ElementType) -> Double {
    switch type {
    case .float32: 20
    case .float64: 40
    }
  }

  /// The polynomial (artanh(√z) / √z - 1) / z for z up to 1/9, to 2^-30 and 2^-56 of z: by mpmath,
  /// `chebyfit(lambda z: (atanh(sqrt(z)) / sqrt(z) - 1) / z, [0, 1.001 / 9], 5 or 10)`.
  private static func coefficients(_ type: ElementType) -> [Double] {
    switch type {
    case .float32:
      [
        0.333333336619875, 0.19999852539504326, 0.14296213037334132, 0.10852713536419283,
        0.11615127803448179,
      ]
    case .float64:
      [
        0.3333333333333333, 0.20000000000007362, 0.14285714283535833, 0.11111111360589111,
        0.09090894623795769, 0.07692787677757919, 0.06657028740061431, 0.06000948760351885,
        0.04398263513337029, 0.08086486882582436,
      ]
    }
  }
}
