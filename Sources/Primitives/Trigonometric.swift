import PythonSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Primitive {
  /// Trigonometric functions and their inverses; angles are in radians.
  static let trigonometric: [Primitive] = [
    Primitive(
      name: "sin", aliases: [], family: .transcendental,
      summary: "The sine of an angle in radians.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { sin($0) },
      derivative: .partials([.call("cos", .x)]),
      torch: TorchEmission(.function("torch.sin")),
      native: .call(.sin),
      domain: "All finite numbers; infinities give NaN.",
      isTotal: true,
      samples: .reals([1, -2.5, 1e-3, 30, 0.1], special: [0, -0.0, .infinity, .nan])),
    Primitive(
      name: "cos", aliases: [], family: .transcendental,
      summary: "The cosine of an angle in radians.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { cos($0) },
      derivative: .partials([-.call("sin", .x)]),
      torch: TorchEmission(.function("torch.cos")),
      native: .call(.cos),
      domain: "All finite numbers; infinities give NaN.",
      isTotal: true,
      samples: .reals([1, -2.5, 1e-3, 30, 0.1], special: [0, -0.0, .infinity, .nan])),
    Primitive(
      name: "tan", aliases: [], family: .transcendental,
      summary: "The tangent of an angle in radians.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { tan($0) },
      derivative: .partials([1 + .result * .result]),
      torch: TorchEmission(.function("torch.tan")),
      native: .call(.tan),
      domain: "All finite numbers, with poles at odd multiples of pi/2; infinities give NaN.",
      isTotal: false,
      samples: .reals([1, -2.5, 1e-3, 4, 0.1], special: [0, -0.0, .infinity, .nan])),
    Primitive(
      name: "asin", aliases: [], family: .transcendental,
      summary: "The angle in radians, from -pi/2 to pi/2, that has this sine.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { asin($0) },
      derivative: .partials([1 / Arc.leg]),
      torch: .steep("torch.asin", where: "x.abs() == 1"),
      native: .call(.asin),
      domain: "From -1 to 1, elsewhere NaN; the derivative at both ends is infinite.",
      isTotal: false,
      samples: .reals([0.5, -0.25, 1e-3, 0.9, -0.8], special: [0, -0.0, 1, -1, 1.5, .nan])),
    Primitive(
      name: "acos", aliases: [], family: .transcendental,
      summary: "The angle in radians, from 0 to pi, that has this cosine.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { acos($0) },
      derivative: .partials([-1 / Arc.leg]),
      torch: .steep("torch.acos", where: "x.abs() == 1"),
      native: .call(.acos),
      domain: "From -1 to 1, elsewhere NaN; the derivative at both ends is infinite.",
      isTotal: false,
      samples: .reals([0.5, -0.25, 1e-3, 0.9, -0.8], special: [0, -0.0, 1, -1, 1.5, .nan])),
    Primitive(
      name: "atan", aliases: [], family: .transcendental,
      summary: "The angle in radians, from -pi/2 to pi/2, that has this tangent.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { atan($0) },
      derivative: .partials([Arc.slopeOfTangent]),
      torch: TorchEmission(.function("torch.atan")),
      native: .call(.atan),
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals([1, -2.5, 1e-3, 100, 0.1], special: [0, -0.0, .infinity, -.infinity, .nan])),
    Primitive(
      name: "atan2", aliases: [], family: .transcendental,
      summary: "`(atan2 y x)`: the angle in radians, from -pi to pi, of the point (x, y).",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary { atan2($0, $1) },
      derivative: .partials([Polar.angleByFirst, Polar.angleBySecond]),
      torch: TorchEmission(
        .custom { .call("atan2", $0.tensor(0), $0.tensor(1)) }, helpers: [.atan2]),
      native: .call(.atan2),
      domain: """
        Everywhere, signed zeros and infinities included; the derivative at the origin, where it has \
        none, is taken as 0.
        """,
      isTotal: false,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [0.1, -0.2], [-40, -41.5], [1e-3, 1e3]],
        special: [
          [0, 0], [-0.0, 0], [0, -0.0], [0, -1], [-0.0, -1], [1, 0], [.infinity, .infinity],
          [1, .infinity], [.nan, 1],
        ])),
    Primitive(
      name: "hypot", aliases: [], family: .transcendental,
      summary: "The length of the hypotenuse over two legs, without overflow on the way.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary { hypot($0, $1) },
      derivative: .partials([Polar.cosine(.x, .y), Polar.cosine(.y, .x)]),
      torch: TorchEmission(
        .custom { .call("hypot", $0.tensor(0), $0.tensor(1)) }, helpers: [.hypot]),
      native: .call(.hypot),
      domain: "Everywhere; the derivative at the origin is 0.",
      isTotal: false,
      samples: .points(
        [[3, 4], [-3.5, 0.25], [0.1, -0.2], [-40, -41.5], [1e-3, 1e3]],
        special: [
          [0, 0], [0, -0.0], [0, 2], [-3, 0], [.infinity, .nan], [.nan, 1], [1, -.infinity],
        ])),
  ]
}
