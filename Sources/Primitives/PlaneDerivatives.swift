/// Derivatives of arcs, without a square that leaves the range or cancels.
enum Arc {
  /// The other leg beside the operand in a circle of radius 1.
  static let leg = Formula.call("sqrt", (1 - .x) * (1 + .x))

  /// 1 over 1 plus the square; far out, where the 1 is lost in rounding, the square of the reciprocal.
  static let slopeOfTangent = Formula.call(
    "select", .call(">", .call("abs", .x), 1e9), (1 / .x) * (1 / .x), 1 / (1 + .x * .x))
}

/// Derivatives around the origin of the plane, 0 there. Squares are those of the ratio of the shorter
/// leg to the longer one, so that they are in range wherever the legs are.
enum Polar {
  private static let isFirstLonger = Formula.call(">=", .call("abs", .x), .call("abs", .y))
  private static let longer = Formula.call("select", isFirstLonger, .x, .y)
  private static let ratio = Formula.call("select", isFirstLonger, .y, .x) / longer

  /// What the longer leg is over the square of the distance.
  private static let slope = Formula.call(
    "select", .call("=", longer, 0), 0, 1 / (1 + ratio * ratio) / longer)

  /// The derivatives of the angle of (y, x).
  static let angleByFirst = Formula.call("select", isFirstLonger, shorterSlope, slope)
  static let angleBySecond = -Formula.call("select", isFirstLonger, slope, shorterSlope)

  /// What the shorter leg is over the square of the distance.
  private static let shorterSlope = Formula.call(
    "select", .call("=", longer, 0), 0, ratio * (1 / (1 + ratio * ratio)) / longer)

  /// A leg over the distance.
  static func cosine(_ leg: Formula, _ other: Formula) -> Formula {
    let isLonger = Formula.call(">=", .call("abs", leg), .call("abs", other))
    let ratio = Formula.call("select", isLonger, other, leg) / .call("select", isLonger, leg, other)
    let inverse = 1 / Formula.call("sqrt", 1 + ratio * ratio)
    return .call(
      "select", .call("=", .result, 0), 0,
      .call("select", isLonger, .call("sign", leg), .call("sign", other) * ratio) * inverse)
  }
}
