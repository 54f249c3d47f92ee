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
      domain: "All finite numbers; infinities give NaN.",
      isTotal: true,
      samples: .reals([1, -2.5, 1e-3, 30, 0.1], special: [0, -0.0, .infinity, .nan])),
  ]

  /// Hyperbolic functions and sigmoid shapes.
  static let hyperbolic: [Primitive] = []
}
