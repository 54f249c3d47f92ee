/// The exponential of minus the magnitude of a number, to more digits than the number has: as
/// `head + tail`, times `scale`.
///
/// Where a quotient or logarithm of the exponential has a lower exponent, an error of its last
/// digit would count twice.
struct DecayingExponential<Number: ElementArithmetic> {
  let head: Number
  /// What the head lacks, less than the unit in its last place.
  let tail: Number
  /// What gives a result that is proportional to the exponential its size: a power of two where the
  /// operand is so far below 0 that head or tail would be subnormal, else 1. Above 0 it is 1, since
  /// there the exponential vanishes beside the rest long before.
  let scale: Number

  init(_ x: Number) {
    let constants = ExponentialConstants.of(x.type)
    let magnitude = -x.magnitude
    let isZero = magnitude .< constants.zeroEnd
    let exponent = Number.select(isZero, x.same(constants.zeroEnd), magnitude)

    // The exponential of the remainder, within half a logarithm of 2 of zero, is 1 + part.
    let multiple =
      (constants.rounding + constants.reciprocal * exponent) - x.same(constants.rounding)
    let high = exponent - constants.logarithmHigh * multiple
    let low = constants.logarithmLow * multiple
    let remainder = high - low
    let remainderTail = (high - remainder) - low
    let series = (remainder * remainder) * remainder.polynomial(constants.coefficients)
    let (part, partTail) = remainder.exactSum(smaller: remainderTail + series)
    let (sum, sumTail) = x.same(1).exactSum(smaller: part)

    let isTiny = magnitude .< constants.tinyEnd
    let power = Number.select(isTiny, constants.lift + multiple, multiple).powerOfTwo
    head = power * sum
    tail = power * (sumTail + partTail)
    scale = Number.select(
      x .< constants.tinyEnd, (-x.same(constants.lift)).powerOfTwo, x.same(1))
  }
}

/// The numbers of the exponential for an element type.
private struct ExponentialConstants {
  /// Below, the exponential is rounded to 0.
  let zeroEnd: Double
  /// Below, it is computed times two to the power of `lift`.
  let tinyEnd: Double
  let lift: Double
  /// Adding it and taking it away again rounds to the nearest whole number.
  let rounding: Double
  /// The logarithm of 2 in two parts; the high one times a whole number is exact.
  let logarithmHigh: Double
  let logarithmLow: Double
  /// 1 over the logarithm of 2.
  let reciprocal = 1.4426950408889634
  /// The polynomial (exp(r) - 1 - r) / r² where r is at most half of the logarithm of 2.
  let coefficients: [Double]

  static func of(_ type: ElementType) -> ExponentialConstants {
    switch type {
    case .float32: float32
    case .float64: float64
    }
  }

  /// The polynomial, to 2^-24 of r²: by mpmath,
  /// `chebyfit(lambda r: (exp(r) - 1 - r) / r**2, [-0.505 * log(2), 0.505 * log(2)], 5)`.
  private static let float32 = ExponentialConstants(
    zeroEnd: -104, tinyEnd: -80, lift: 64, rounding: 0x1.8p23,
    logarithmHigh: 0x1.62ep-1, logarithmLow: 3.1946184945309415e-05,
    coefficients: [
      0.5, 0.16666573381900845, 0.04166655011030512, 0.008363773874405574, 0.0013926926614021907,
    ])

  /// The same with 10 coefficients, to 2^-53 of r².
  private static let float64 = ExponentialConstants(
    zeroEnd: -746, tinyEnd: -690, lift: 128, rounding: 0x1.8p52,
    logarithmHigh: 0x1.62e42fefa38p-1, logarithmLow: 5.497923018708371e-14,
    coefficients: [
      0.5000000000000001, 0.16666666666666669, 0.04166666666662064, 0.008333333333329793,
      0.0013888888918939168, 0.00019841269864380513, 2.4801518641395993e-05,
      2.75572664186123e-06, 2.7621338669142925e-07, 2.510134692835034e-08,
    ])
}
