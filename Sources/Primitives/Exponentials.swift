#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Primitive {
  /// Exponential functions and logarithms.
  static let exponentials: [Primitive] = [
    Primitive(
      name: "exp", aliases: [], family: .transcendental,
      summary: "The exponential function.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { exp($0) },
      derivative: .partials([.result]),
      torch: .overflowing("torch.exp"),
      native: .call(.exp),
      domain: "Everywhere; infinite above about 709.78 in float64, 88.72 in float32.",
      isTotal: false,
      samples: .reals(
        [1, -2.5, 1e-3, 20, -30], special: [0, -0.0, 1000, -1000, .infinity, -.infinity, .nan])),
    Primitive(
      name: "log", aliases: [], family: .transcendental,
      summary: "The natural logarithm; `(log x b)` is the logarithm to base `b`.",
      signature: Signature(
        .between(1, 2), .elementwise,
        reduction: .expansion([2: .call("log", .x) / .call("log", .y)])),
      evaluation: .unary { log($0) },
      derivative: .partials([1 / .x]),
      torch: .steep("torch.log", where: "x == 0"),
      native: .call(.log),
      domain: "Positive numbers; 0 gives negative infinity, negative numbers NaN.",
      isTotal: false,
      samples: .reals([1, 2.5, 1e-3, 1e6, 0.1], special: [0, -0.0, -1, .infinity, .nan])),
    Primitive(
      name: "expm1", aliases: [], family: .transcendental,
      summary: "`(exp x)` less 1, accurate near 0.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { expm1($0) },
      derivative: .partials([.call("exp", .x)]),
      torch: .overflowing("torch.expm1"),
      native: .call(.expm1),
      domain: "Everywhere; infinite above about 709.78 in float64, 88.72 in float32.",
      isTotal: false,
      samples: .reals(
        [1, -2.5, 1e-6, 20, -30], special: [0, -0.0, .infinity, -.infinity, .nan, 1000])),
    Primitive(
      name: "log1p", aliases: [], family: .transcendental,
      summary: "The natural logarithm of 1 plus the operand, accurate near 0.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { log1p($0) },
      derivative: .partials([1 / (1 + .x)]),
      torch: .steep("torch.log1p", where: "x == -1"),
      native: .call(.log1p),
      domain: "Numbers above -1; -1 gives negative infinity, smaller numbers NaN.",
      isTotal: false,
      samples: .reals([1, -0.5, 1e-6, 1e6, 0.1], special: [0, -0.0, -1, -2, .infinity, .nan])),
  ]
}
