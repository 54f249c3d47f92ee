extension Primitive {
  /// Products in derivatives. A zero tangent says that nothing moves, so that it makes an infinite
  /// or undefined partial derivative irrelevant: `(+ (sqrt x) y)` has a derivative by y at x = 0.
  static let tangentProducts: [Primitive] = [
    Primitive(
      name: "%tangent-times", aliases: [], family: .arithmetic,
      summary:
        "A tangent times a partial derivative: 0 where the tangent is 0, whatever the other.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary { $0 == 0 ? 0 : $0 * $1 },
      derivative: .pushforward(
        .call("%tangent-times", .dx, .y) + .call("%tangent-product", .x, .dy),
        transpose: Transpose { use in
          .term(
            use.position == 0
              ? .call("%tangent-times", .cotangent, .y)
              : .call("%tangent-product", .cotangent, .x))
        }),
      torch: TorchEmission(
        .custom { .call("tangent_times", $0.tensor(0), $0.tensor(1)) }, helpers: [.tangentTimes]),
      native: .binary(tangentTimes),
      domain: "Everywhere.",
      isTotal: false,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [0.1, -0.2], [-40, 41.5]],
        special: [[0, .infinity], [0, .nan], [-0.0, 2], [1, .infinity], [.nan, 1]])),
    Primitive(
      name: "%tangent-product", aliases: [], family: .arithmetic,
      summary: "The product of two tangents: 0 where either is 0, whatever the other.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary { $0 == 0 || $1 == 0 ? 0 : $0 * $1 },
      derivative: .pushforward(
        .call("%tangent-product", .dx, .y) + .call("%tangent-product", .x, .dy),
        transpose: Transpose {
          .term(.call("%tangent-product", .cotangent, .operand(1 - $0.position)))
        }),
      torch: TorchEmission(
        .custom { .call("tangent_product", $0.tensor(0), $0.tensor(1)) },
        helpers: [.tangentProduct]),
      native: .binary(tangentProduct),
      domain: "Everywhere.",
      isTotal: false,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [0.1, -0.2], [-40, 41.5]],
        special: [[0, .infinity], [.nan, 0], [-0.0, 2], [1, .infinity], [.nan, 1]])),
  ]

  /// In the order of the table.
  fileprivate static let plainProducts: [PrimitiveID?] = {
    let products = Set(tangentProducts.map(\.name))
    return all.map { products.contains($0.name) ? id(named: "*") : nil }
  }()

  /// A tangent times a partial derivative in native code. One that is known to be finite leaves a
  /// plain product, in which a zero may be negative.
  private static func tangentTimes(_ tangent: NativeElement, _ partial: NativeElement)
    -> NativeElement
  {
    if partial.isKnownToBeFinite { return tangent * partial }
    return (tangent .!= 0).select(tangent * partial, 0)
  }

  /// A product of two tangents in native code, as above.
  private static func tangentProduct(_ left: NativeElement, _ right: NativeElement)
    -> NativeElement
  {
    if left.constant == 0 || right.constant == 0 { return left.same(0) }
    if left.isKnownToBeFinite || right.isKnownToBeFinite { return left * right }
    return ((left .!= 0) .& (right .!= 0)).select(left * right, 0)
  }
}

extension NativeElement {
  /// Whether it is a finite number that is known when compiling.
  fileprivate var isKnownToBeFinite: Bool { constant?.isFinite ?? false }
}

extension PythonHelper {
  /// A product in which a zero tangent makes a partial derivative irrelevant that is not finite.
  fileprivate static let tangentTimes = PythonHelper(
    "tangent_times",
    source: """
      def tangent_times(tangent, partial):
          \"\"\"Multiply; a zero tangent gives 0 beside what is not finite, too.\"\"\"
          irrelevant = (tangent == 0) & ~torch.isfinite(partial)
          return tangent * torch.where(irrelevant, torch.zeros_like(partial), partial)
      """)

  /// The same where both factors are tangents.
  fileprivate static let tangentProduct = PythonHelper(
    "tangent_product",
    requires: [tangentTimes],
    source: """
      def tangent_product(left, right):
          \"\"\"Multiply; a zero gives 0 beside what is not finite, too.\"\"\"
          irrelevant = (right == 0) & ~torch.isfinite(left)
          return tangent_times(torch.where(irrelevant, torch.zeros_like(left), left), right)
      """)
}

extension PrimitiveID {
  /// The product that it is wherever none of its factors is zero; `nil` where it is no product of
  /// tangents.
  package var plainProduct: PrimitiveID? { Primitive.plainProducts[Int(index)] }

  /// Whether it is the first operand over the second.
  package var isQuotient: Bool { self == .divide }
}
