extension Primitive {
  /// The rows of this family.
  static let arithmetic: [Primitive] = operators + rounding

  /// The four operators, signs and extrema.
  private static let operators: [Primitive] = [
    Primitive(
      name: "+", aliases: [], family: .arithmetic,
      summary: "The sum of all operands, from left to right; `(+)` is 0.",
      signature: Signature(
        .atLeast(0), .elementwise, reduction: .leftFold(empty: 0, single: .operand(0))),
      evaluation: .binary { $0 + $1 },
      derivative: .partials([1, 1]),
      torch: TorchEmission(.infix(.plus)),
      native: .binary { $0 + $1 },
      domain: "Everywhere; opposite infinities give NaN.",
      isTotal: true,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [1e-8, -2e-8], [0.1, 0.2], [-40, 41.5]],
        special: [
          [0, 0], [-0.0, -0.0], [-0.0, 0], [.infinity, 1], [.infinity, -.infinity], [.nan, 1],
        ])),
    Primitive(
      name: "*", aliases: [], family: .arithmetic,
      summary: "The product of all operands, from left to right; `(*)` is 1.",
      signature: Signature(
        .atLeast(0), .elementwise, reduction: .leftFold(empty: 1, single: .operand(0))),
      evaluation: .binary { $0 * $1 },
      derivative: .partials([.y, .x]),
      torch: TorchEmission(.infix(.times)),
      native: .binary { $0 * $1 },
      domain: "Everywhere; 0 times an infinity is NaN.",
      isTotal: false,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [1e-8, -2e-8], [0.1, 0.2], [-40, 41.5]],
        special: [[0, 5], [0, -0.0], [-0.0, 3], [.infinity, -2], [0, .infinity], [.nan, 1]])),
    Primitive(
      name: "-", aliases: [], family: .arithmetic,
      summary: "The first operand less all others, from left to right; `(- x)` is the negative.",
      signature: Signature(
        .atLeast(1), .elementwise, reduction: .leftFold(empty: nil, single: -.operand(0))),
      evaluation: .binary { $0 - $1 },
      derivative: .partials([1, -1]),
      torch: TorchEmission(.infix(.minus)),
      native: .binary { $0 - $1 },
      domain: "Everywhere; the difference of equal infinities is NaN.",
      isTotal: true,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [1e-8, -2e-8], [0.1, 0.2], [-40, 41.5]],
        special: [
          [0, 0], [-0.0, 0], [0, -0.0], [.infinity, .infinity], [1, .infinity], [1, .nan],
        ])
    ),
    Primitive(
      name: "/", aliases: [], family: .arithmetic,
      summary: "The first operand over all others, from left to right; `(/ x)` is the reciprocal.",
      signature: Signature(
        .atLeast(1), .elementwise, reduction: .leftFold(empty: nil, single: 1 / .operand(0))),
      evaluation: .binary { $0 / $1 },
      derivative: .partials([1 / .y, -.result / .y]),
      torch: TorchEmission(
        .infix(.divide), helpers: [.safeDivide],
        guarded: { .call("safe_divide", $0.tensor(0), $0.tensor(1)) }),
      native: .binary { $0 / $1 },
      domain: "A number over zero is infinite with the sign of both; 0/0 is NaN.",
      isTotal: false,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-3], [1e-8, -2e-4], [0.1, 0.3], [-40, 41.5]],
        special: [
          [1, 0], [-1, 0], [1, -0.0], [0, 0], [0, 3], [1, .infinity], [.infinity, 2],
        ])),
    Primitive(
      name: "negate", aliases: [], family: .arithmetic,
      summary: "The negative, which programs write as `(- x)`.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { -$0 },
      derivative: .partials([-1]),
      torch: TorchEmission(.prefix(.negative)),
      native: .instruction(.negate),
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals([1, -2.5, 1e-8, 1e8, -0.1], special: [0, -0.0, .infinity, .nan])),
    Primitive(
      name: "abs", aliases: [], family: .arithmetic,
      summary: "The absolute value; its derivative at 0 is 0.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0.magnitude },
      derivative: .partials([.call("sign", .x)]),
      torch: TorchEmission(.function("torch.abs")),
      native: .instruction(.absolute),
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals(
        [1, -2.5, 1e-3, 1e6, -0.1], special: [0, -0.0, .infinity, -.infinity, .nan])),
    Primitive(
      name: "sign", aliases: [], family: .arithmetic,
      summary: "1, 0 or -1, by the sign of the operand.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
      derivative: .zero("piecewise constant"),
      torch: TorchEmission(.function("torch.sign")),
      native: .unary { ($0 .> 0).select(1, ($0 .< 0).select(-1, 0)) },
      domain: "Everywhere; NaN gives 0, as in PyTorch.",
      isTotal: true,
      samples: .reals(
        [1, -2.5, 1e-3, 1e6, -0.1], special: [0, -0.0, .infinity, -.infinity, .nan])),
    Primitive(
      name: "min", aliases: [], family: .arithmetic,
      summary: "The smallest operand; operands that tie share the derivative equally.",
      signature: Signature(.atLeast(1), .elementwise),
      evaluation: .variadic { Extremum.smallest($0) },
      derivative: .variadicPushforward { Extremum.tangent(count: $0, isBehind: ">") },
      torch: Extremum.torch(two: "torch.minimum", many: "amin"),
      native: .elementwise { NativeExtremum.smallest($0) },
      domain: "Everywhere; NaN if any operand is NaN.",
      isTotal: true,
      samples: Extremum.samples),
    Primitive(
      name: "max", aliases: [], family: .arithmetic,
      summary: "The largest operand; operands that tie share the derivative equally.",
      signature: Signature(.atLeast(1), .elementwise),
      evaluation: .variadic { Extremum.largest($0) },
      derivative: .variadicPushforward { Extremum.tangent(count: $0, isBehind: "<") },
      torch: Extremum.torch(two: "torch.maximum", many: "amax"),
      native: .elementwise { NativeExtremum.largest($0) },
      domain: "Everywhere; NaN if any operand is NaN.",
      isTotal: true,
      samples: Extremum.samples),
  ]
}
