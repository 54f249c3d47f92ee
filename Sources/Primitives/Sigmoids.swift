#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Primitive {
  /// Hyperbolic functions and other shapes between or along two asymptotes.
  static let hyperbolic: [Primitive] = [
    Primitive(
      name: "sinh", aliases: [], family: .transcendental,
      summary: "The hyperbolic sine.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { sinh($0) },
      derivative: .partials([.call("cosh", .x)]),
      torch: .overflowing("torch.sinh"),
      native: .call(.sinh),
      domain: "Everywhere; infinite beyond about 710 in float64, 89 in float32.",
      isTotal: false,
      samples: .reals(
        [1, -2.5, 1e-3, 10, 0.1], special: [0, -0.0, 1000, .infinity, -.infinity, .nan])),
    Primitive(
      name: "cosh", aliases: [], family: .transcendental,
      summary: "The hyperbolic cosine.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { cosh($0) },
      derivative: .partials([.call("sinh", .x)]),
      torch: .overflowing("torch.cosh"),
      native: .call(.cosh),
      domain: "Everywhere; infinite beyond about 710 in float64, 89 in float32.",
      isTotal: false,
      samples: .reals(
        [1, -2.5, 1e-3, 10, 0.1], special: [0, -0.0, 1000, .infinity, -.infinity, .nan])),
    Primitive(
      name: "tanh", aliases: [], family: .transcendental,
      summary: "The hyperbolic tangent.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { tanh($0) },
      derivative: .partials([1 - .result * .result]),
      torch: TorchEmission(.function("torch.tanh")),
      native: .call(.tanh),
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals(
        [1, -2.5, 1e-3, 5, 0.1], special: [0, -0.0, .infinity, -.infinity, .nan, 400])),
    Primitive(
      name: "erf", aliases: [], family: .transcendental,
      summary:
        "The error function, the integral of `(* (/ 2 (sqrt pi)) (exp (- (* t t))))` from 0.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { erf($0) },
      derivative: .partials([.constant(1.1283791670955126) * .call("exp", -(.x * .x))]),
      torch: TorchEmission(.function("torch.erf")),
      native: .call(.erf),
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals(
        [1, -1.5, 1e-3, 2.5, 0.1], special: [0, -0.0, .infinity, -.infinity, .nan, 30])),
    Primitive(
      name: "sigmoid", aliases: [], family: .transcendental,
      summary: "The logistic function, `(/ 1 (+ 1 (exp (- x))))`.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { Logistic.sigmoid($0) },
      derivative: .partials([.result * (1 - .result)]),
      torch: TorchEmission(.function("torch.sigmoid")),
      native: .formula("sigmoid") { Logistic.sigmoid($0) },
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals(
        [1, -2.5, 1e-3, 10, -30], special: [0, -0.0, .infinity, -.infinity, .nan, 800, -800])),
    Primitive(
      name: "softplus", aliases: [], family: .transcendental,
      summary: "The logarithm of 1 plus the exponential: a smooth `relu`.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { Logistic.softplus($0) },
      derivative: .partials([.call("sigmoid", .x)]),
      torch: TorchEmission(
        .custom {
          .call("torch.nn.functional.softplus", $0.tensor(0), keywords: ["threshold": .float(40)])
        }),
      native: .formula("softplus") { Logistic.softplus($0) },
      domain: """
        Everywhere. The module asks PyTorch for the operand itself only above 40, where that is \
        exact, and not already above 20, where it is off by up to 2.1e-9.
        """,
      isTotal: true,
      samples: .reals(
        [1, -2.5, 1e-3, 10, -30, 25],
        special: [0, -0.0, .infinity, -.infinity, .nan, 20.5, 39.5, 40.5, 800, -800])),
    Primitive(
      name: "relu", aliases: [], family: .transcendental,
      summary: "The operand where it is positive, else 0; its derivative at 0 is 0.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0 >= 0 || $0.isNaN ? $0 : 0 },
      derivative: .partials([.call("not", .call("<=", .x, 0))]),
      torch: TorchEmission(.function("torch.relu")),
      native: .unary { ($0 .< 0).select(0, $0) },
      domain: "Everywhere.",
      isTotal: true,
      samples: .reals([1, -2.5, 1e-3, 1e6, -30], special: [0, -0.0, .infinity, -.infinity, .nan])),
  ]
}
