import PythonSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Primitive {
  /// Rounding to integers, and what remains of a division.
  static let rounding: [Primitive] = [
    rounding("floor", .down, "torch.floor", .floor, "The greatest integer not above the operand."),
    rounding("ceiling", .up, "torch.ceil", .ceiling, "The least integer not below the operand."),
    rounding(
      "round", .toNearestOrEven, "torch.round", .roundEven,
      "The nearest integer; halfway between two integers the even one."),
    rounding(
      "truncate", .towardZero, "torch.trunc", .truncate,
      "The integer part, the operand rounded toward zero."),
    Primitive(
      name: "modulo", aliases: [], family: .arithmetic,
      summary: "What remains of the first over the second operand, with the sign of the second.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary(modulo),
      derivative: .partials([1, wholePart]),
      torch: TorchEmission(.functionOfNumbers("torch.remainder")),
      native: .binary(modulo),
      domain: "Any divisor but 0, where it is NaN; an infinite dividend gives NaN.",
      isTotal: false,
      samples: .points(
        [[5, 3], [-5, 3], [5, -3], [-5, -3], [7.5, 2], [1, 0.3], [-10.3, 0.7]],
        special: [
          [0, 3], [-0.0, 3], [6, 3], [-6, 3], [6, -3], [6, 0], [5, .infinity], [.infinity, 3],
          [.nan, 1], [1, .nan],
        ])),
    Primitive(
      name: "remainder", aliases: [], family: .arithmetic,
      summary: "What remains of the first over the second operand, with the sign of the first.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary { fmod($0, $1) },
      derivative: .partials([1, wholePart]),
      torch: TorchEmission(.function("torch.fmod")),
      native: .call(.fmod),
      domain: "Any divisor but 0, where it is NaN; an infinite dividend gives NaN.",
      isTotal: false,
      samples: .points(
        [[5, 3], [-5, 3], [5, -3], [-5, -3], [7.5, 2], [1, 0.3], [-10.3, 0.7]],
        special: [
          [0, 3], [-0.0, 3], [6, 3], [-6, 3], [6, -3], [6, 0], [5, .infinity], [.infinity, 3],
          [.nan, 1], [1, .nan],
        ])),
    Primitive(
      name: "clamp", aliases: [], family: .arithmetic,
      summary: "`(clamp x low high)`: the operand, or the nearer of two bounds if it lies outside.",
      signature: Signature(.exactly(3), .elementwise),
      evaluation: .variadic { clamp($0[0], low: $0[1], high: $0[2]) },
      derivative: .partials([
        .call("<=", .operand(1), .operand(0), .operand(2)),
        .call("<", .operand(0), .operand(1)) * .call("<", .operand(1), .operand(2)),
        .call(
          "max", .call(">", .operand(0), .operand(2)), .call(">", .operand(1), .operand(2))),
      ]),
      torch: TorchEmission(.custom(clamp), helpers: [.clamp]),
      native: .elementwise { clamp($0[0], low: $0[1], high: $0[2]) },
      domain: """
        Everywhere; the upper bound wins where it is below the lower one, NaN wins over numbers. The \
        derivative by the operand is 1 from bound to bound, both included.
        """,
      isTotal: true,
      samples: .points(
        [
          [0.5, 0, 1], [-2, 0, 1], [3, 0, 1], [1e3, -1e4, 1e4], [-0.3, -0.5, -0.1], [2, 3, 1],
        ],
        special: [
          [0, 0, 1], [1, 0, 1], [1, 1, 1], [.infinity, 0, 1], [-.infinity, 0, 1], [.nan, 0, 1],
          [0.5, .nan, 1], [0.5, 0, .nan],
        ])),
  ]

  /// How often the divisor goes into the dividend, negated: the derivative of either remainder by
  /// the divisor. The quotient of exact multiples is within rounding of an integer; where there is
  /// no remainder, the quotient is infinite or NaN.
  private static let wholePart = -Formula.call(
    "select", .call("=", .result, .result), .call("round", (.x - .result) / .y),
    .call("truncate", .x / .y))

  /// A rounding of every element.
  private static func rounding(
    _ name: String, _ rule: FloatingPointRoundingRule, _ function: String,
    _ instruction: UnaryInstruction, _ summary: String
  ) -> Primitive {
    Primitive(
      name: name, aliases: [], family: .arithmetic, summary: summary,
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0.rounded(rule) },
      derivative: .zero("piecewise constant"),
      torch: TorchEmission(.function(function)),
      native: .instruction(instruction),
      domain: "Everywhere; infinities and NaN stay as they are.",
      isTotal: true,
      samples: .reals(
        [1.2, -1.2, 2.7, -2.7, 1e6 + 0.3],
        special: [0, -0.0, 0.5, 1.5, -0.5, -2.5, 3, .infinity, -.infinity, .nan]))
  }

  /// The floored remainder, as PyTorch computes it.
  private static func modulo(_ dividend: Double, _ divisor: Double) -> Double {
    let remainder = fmod(dividend, divisor)
    return remainder != 0 && (divisor < 0) != (remainder < 0) ? remainder + divisor : remainder
  }

  /// The same in native code.
  private static func modulo(_ dividend: NativeElement, _ divisor: NativeElement) -> NativeElement {
    let remainder = ElementaryFunction.fmod(dividend, divisor)
    let isBeyond = (remainder .!= 0) .& ((divisor .< 0) .^ (remainder .< 0))
    return isBeyond.select(remainder + divisor, remainder)
  }

  /// The nearest number in a range; its upper bound wins where the range is empty.
  private static func clamp(_ value: Double, low: Double, high: Double) -> Double {
    if value.isNaN || low.isNaN || high.isNaN { return .nan }
    return Swift.min(Swift.max(value, low), high)
  }

  /// The same in native code.
  private static func clamp(_ value: NativeElement, low: NativeElement, high: NativeElement)
    -> NativeElement
  {
    let raised = (value .<= low).select(low, value)
    let clamped = (high .< raised).select(high, raised)
    let isUndefined = low.compare(.unordered, high)
    return isUndefined.select(.nan, clamped)
  }

  /// Bounds are two numbers, or tensors.
  private static func clamp(_ call: TorchCall) -> PythonExpression {
    let bounds = call.operands[1...]
    guard bounds.allSatisfy(\.isNumber) else {
      return .call(
        .name(PythonHelper.clamp.name), call.operands.map(\.tensor), keywords: [])
    }
    return .call(
      .dotted("torch.clamp"), [call.tensor(0)] + bounds.map(\.expression), keywords: [])
  }
}
