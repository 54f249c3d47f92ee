import PythonSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Primitive {
  /// Roots and powers.
  static let powers: [Primitive] = [
    Primitive(
      name: "sqrt", aliases: [], family: .transcendental,
      summary: "The square root.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0.squareRoot() },
      // The same bits as 0.5 / result, and the reciprocal is often there already.
      derivative: .partials([0.5 * (1 / .result)]),
      torch: .steep("torch.sqrt", where: "x == 0"),
      native: .instruction(.squareRoot),
      domain: "Numbers from 0; negative numbers give NaN, the derivative at 0 is infinite.",
      isTotal: false,
      samples: .reals(
        [1, 2.5, 1e-6, 1e6, 0.1], special: [0, -0.0, -1, .infinity, -.infinity, .nan])),
    Primitive(
      name: "square", aliases: [], family: .transcendental,
      summary: "The operand times itself.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0 * $0 },
      derivative: .partials([2 * .x]),
      torch: TorchEmission(.function("torch.square")),
      native: .unary { $0 * $0 },
      domain: "Everywhere.",
      isTotal: false,
      samples: .reals(
        [1, -2.5, 1e-3, 1e6, 0.1], special: [0, -0.0, .infinity, -.infinity, .nan])),
    Primitive(
      name: "pow", aliases: ["expt"], family: .transcendental,
      summary: "The first operand to the power of the second.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary { pow($0, $1) },
      derivative: .partials([Power.partialByBase, Power.partialByExponent]),
      torch: TorchEmission(
        .infix(.power), helpers: [.safePower],
        guarded: { .call("safe_pow", $0.tensor(0), $0.operands[1].expression) }),
      native: .binary(Power.native),
      domain: """
        A negative base with an exponent that is no integer gives NaN. Anything to the power 0 is 1, \
        and 1 to any power is 1. The derivative by the exponent is 0 where base and power are 0. \
        In PyTorch the mixed second derivative at an exponent that is exactly 0, and no constant, is 0 \
        and not the reciprocal of the base.
        """,
      isTotal: false,
      samples: .points(
        [[1.5, 2], [2, -1.5], [1e-3, 0.5], [10, 3.25], [0.1, 0.2], [1.2, 40]],
        special: [
          [3, 0], [0, 0], [0, 1], [0, 2], [0, 0.5], [0, -1], [-2, 3], [-2, 0.5], [-2, 0],
          [-0.0, 3],
          [1, .infinity], [2, .infinity], [0.5, .infinity], [.infinity, 0], [.infinity, -1],
          [.nan, 0], [1, .nan], [.nan, 2],
        ])),
  ]
}

/// The derivative of `pow`.
enum Power {
  /// `y x^(y-1)`, and 0 for the power 0 of 0 and NaN, where that is no number. Only there, as the
  /// derivative of this by the exponent is not 0.
  static let partialByBase = Formula.call(
    "select", .call("=", .y, 0),
    .call("select", .call(">", .call("abs", .x), 0), timesPowerBelow, 0),
    timesPowerBelow)

  /// `y x^(y-1)`; where the exponent would be rounded, which a base far from 1 makes much of,
  /// `y x^y / x`.
  private static let timesPowerBelow = Formula.call(
    // Two choices, so that the first is made while compiling where the exponent is constant.
    "select", .call("=", .y - 1 + 1, .y), byPowerBelow,
    .call(
      "select", .call("<", 0, .call("abs", .x), .constant(.infinity)), .y * .result / .x,
      byPowerBelow))

  private static let byPowerBelow = Formula.y * .call("pow", .x, .y - 1)

  /// `x^y log x`, and 0 where a zero base makes the logarithm infinite.
  static let partialByExponent = Formula.call(
    "select", .call("=", .x, 0) * .call(">=", .y, 0), 0, .result * .call("log", .x))
}

extension Power {
  /// A power; of exponents that are known what PyTorch computes for them, which is cheap.
  static func native(_ base: NativeElement, _ exponent: NativeElement) -> NativeElement {
    switch exponent.constant {
    case 0: exponent.same(1)
    case 1: base
    case 2: base * base
    case 3: base * base * base
    case -1: 1 / base
    case -2: 1 / (base * base)
    case 0.5: nativeRoot(base)
    case -0.5: 1 / nativeRoot(base)
    default: ElementaryFunction.pow(base, exponent)
    }
  }

  /// The square root, but of a negative zero 0 and of negative infinity infinity, as a power.
  private static func nativeRoot(_ base: NativeElement) -> NativeElement {
    (base .== -.infinity).select(.infinity, (base + base.same(0)).squareRoot)
  }
}
