import PythonSyntax

extension Primitive {
  /// The rows of this family.
  static let comparison: [Primitive] = [
    comparison(
      "=", .equal, "Whether all operands are equal, as 1 or 0; -0 equals 0.", native: { $0 .== $1 },
      holds: { $0 == $1 }),
    comparison(
      "<", .less, "Whether the operands increase strictly, as 1 or 0.", native: { $0 .< $1 },
      holds: { $0 < $1 }),
    comparison(
      ">", .greater, "Whether the operands decrease strictly, as 1 or 0.", native: { $0 .> $1 },
      holds: { $0 > $1 }),
    comparison(
      "<=", .lessOrEqual, "Whether no operand is less than the one before, as 1 or 0.",
      native: { $0 .<= $1 }, holds: { $0 <= $1 }),
    comparison(
      ">=", .greaterOrEqual, "Whether no operand exceeds the one before, as 1 or 0.",
      native: { $0 .>= $1 }, holds: { $0 >= $1 }),
    Primitive(
      name: "not", aliases: [], family: .comparison,
      summary: "1 where the operand is 0, else 0.",
      signature: Signature(.exactly(1), .elementwise),
      evaluation: .unary { $0 == 0 ? 1 : 0 },
      derivative: .zero("piecewise constant"),
      torch: TorchEmission(.prefix(.invert), operands: .mask, result: .mask),
      native: .truth { .!$0[0].mask },
      domain: "Everywhere; any number but 0 counts as true, NaN too.",
      isTotal: true,
      samples: .reals([1, -2, 0.5, 1e-9, 1e9], special: [0, -0.0, .nan, .infinity])),
    Primitive(
      name: "select", aliases: [], family: .comparison,
      summary: "For each element the second operand where the first is true, else the third.",
      signature: Signature(.exactly(3), .elementwise),
      evaluation: .variadic { $0[0] != 0 ? $0[1] : $0[2] },
      derivative: .pushforward(
        .call("select", .x, .tangent(1), .tangent(2)),
        transpose: Transpose { use in
          .term(
            use.position == 1
              ? .call("select", .x, .cotangent, 0) : .call("select", .x, 0, .cotangent))
        }),
      torch: TorchEmission(
        .custom { call in
          .call("torch.where", call.tensor(0), call.tensor(1), call.tensor(2))
        }, exceptions: [0: .mask]),
      native: .elementwise { $0[0].mask.select($0[1], $0[2]) },
      domain: """
        Everywhere; both alternatives are computed (`if` is the lazy one). Any number but 0 counts as \
        true, NaN too.
        """,
      isTotal: true,
      samples: .points(
        [[1, 2, 3], [0, 2, 3], [-0.5, 1e6, -1e-6], [0, -4, 1e3], [2, 0.1, 0.2]],
        special: [[-0.0, 1, 2], [.nan, 1, 2], [1, .infinity, .nan], [0, .nan, -.infinity]])),
  ]

  /// A chain of comparisons of neighbours; a single operand has no neighbour to fail with.
  private static func comparison(
    _ name: String, _ symbol: PythonExpression.Operator, _ summary: String,
    native: @escaping @Sendable (NativeElement, NativeElement) -> NativeMask,
    holds: @escaping @Sendable (Double, Double) -> Bool
  ) -> Primitive {
    Primitive(
      name: name, aliases: [], family: .comparison, summary: summary,
      signature: Signature(.atLeast(1), .elementwise),
      evaluation: .variadic { operands in
        zip(operands, operands.dropFirst()).allSatisfy(holds) ? 1 : 0
      },
      derivative: .zero("piecewise constant"),
      torch: TorchEmission(.custom { chain($0, symbol) }, result: .mask),
      native: .truth { operands in
        zip(operands, operands.dropFirst()).reduce(operands[0].builder.constant(true)) {
          $0 .& native($1.0, $1.1)
        }
      },
      domain: "Everywhere; NaN compares false with every number, itself included.",
      isTotal: true,
      samples: .points(
        [[1, 2], [2, 1], [-3.5, 0.25], [1, 2, 3], [3, 2, 1], [1, 3, 2], [4]],
        special: [
          [1, 1], [0, -0.0], [1, 1, 1], [1, 1, 2], [.infinity, .infinity], [.nan, 1], [.nan, .nan],
          [.nan],
        ]))
  }

  /// `(a < b) & (b < c)`
  private static func chain(_ call: TorchCall, _ symbol: PythonExpression.Operator)
    -> PythonExpression
  {
    guard call.operands.count > 1 else {
      return .call("torch.ones_like", call.tensor(0), keywords: ["dtype": .dotted("torch.bool")])
    }
    let links = zip(call.operands, call.operands.dropFirst()).map { left, right in
      let bothConstant = left.constant != nil && right.constant != nil
      return PythonExpression.infix(
        bothConstant ? left.tensor : left.expression, symbol, right.expression)
    }
    return links.dropFirst().reduce(links[0]) { .infix($0, .bitAnd, $1) }
  }
}
