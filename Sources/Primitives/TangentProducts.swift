import PythonSyntax

extension Primitive {
  /// Products in derivatives, in which 0 times anything is 0. What does not move, or does not count,
  /// makes what is infinite or undefined on the other side irrelevant: `(+ (sqrt x) y)` has a
  /// derivative by y at x = 0, and `(sqrt (max x 0))` one by x for negative x.
  static let tangentProducts: [Primitive] = [
    Primitive(
      name: "%tangent-product", aliases: [], family: .arithmetic,
      summary: "The product in derivatives: 0 where either factor is 0, whatever the other.",
      signature: Signature(.exactly(2), .elementwise),
      evaluation: .binary(TangentProduct.product),
      derivative: .bilinear(
        "%tangent-product",
        transpose: Transpose {
          .term(.call("%tangent-product", .cotangent, .operand(1 - $0.position)))
        }),
      torch: TorchEmission(
        .custom { .call("tangent_product", $0.tensor(0), $0.tensor(1)) },
        helpers: [.tangentProduct]),
      native: .binary(TangentProduct.product),
      domain: "Everywhere.",
      isTotal: false,
      samples: .points(
        [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [0.1, -0.2], [-40, 41.5]],
        special: [
          [0, .infinity], [0, .nan], [.nan, 0], [-0.0, 2], [1, .infinity], [.nan, 1],
        ])),
    Primitive(
      name: "%tangent-matmul", aliases: [], family: .matrix,
      summary: """
        `dot`, `matvec` or `matmul`, whichever the operands allow, of such products.
        """,
      signature: Signature(.exactly(2), .overloads(TangentProduct.overloads)),
      evaluation: .general { operands, _ in
        LinearAlgebra.product(operands[0], operands[1], by: TangentProduct.product)
      },
      derivative: .bilinear("%tangent-matmul", transpose: TangentProduct.transpose),
      torch: TorchEmission(
        .custom { call in
          let (left, right) = TangentProduct.factors(call)
          return PythonExpression.call("tangent_product", left, right).method("sum", .int(-1))
        }, helpers: [.tangentProduct]),
      native: .elements { call, indices in
        NativeMatrices.product(call, indices, by: TangentProduct.product)
      },
      domain: "Everywhere.",
      isTotal: false,
      samples: TangentProduct.samples),
    Primitive(
      name: "%product", aliases: [], family: .matrix,
      summary: "`dot`, `matvec` or `matmul`, whichever the operands allow.",
      signature: Signature(.exactly(2), .overloads(TangentProduct.overloads)),
      evaluation: .general { operands, _ in LinearAlgebra.product(operands[0], operands[1], by: *)
      },
      derivative: .bilinear("%tangent-matmul"),
      torch: TorchEmission(
        .custom { call in
          let (left, right) = TangentProduct.factors(call)
          return PythonExpression.infix(left, .times, right).method("sum", .int(-1))
        }),
      native: .elements { call, indices in NativeMatrices.product(call, indices, by: *) },
      domain: "Everywhere.",
      isTotal: false,
      samples: TangentProduct.samples),
    Primitive(
      name: "%tangent-outer", aliases: [], family: .matrix,
      summary: "The matrix of all such products of an element of one vector and one of another.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.vec(.variable(0))), .value(.vec(.variable(1)))],
            .mat(.variable(0), .variable(1)))
        ])),
      evaluation: .general { operands, _ in
        let (left, right) = (operands[0].elements, operands[1].elements)
        return .mat(
          rows: left.count, columns: right.count,
          elements: left.flatMap { element in
            right.map { TangentProduct.product(element, $0) }
          })
      },
      derivative: .bilinear(
        "%tangent-outer",
        transpose: Transpose { use in
          .term(
            use.position == 0
              ? .call("%tangent-matmul", .cotangent, .y)
              : .call("%tangent-matmul", .call("transpose", .cotangent), .x))
        }),
      torch: TorchEmission(
        .custom { call in
          .call(
            "tangent_product", call.tensor(0).method("unsqueeze", .int(-1)),
            call.tensor(1).method("unsqueeze", .int(-2)))
        }, helpers: [.tangentProduct]),
      native: .elements { call, indices in
        TangentProduct.product(call.element(0, indices[0]), call.element(1, indices[1]))
      },
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.vec(1, 2), .vec(3, -4)], [.vec(2), .vec(3)], [.vec(1, 2, 3), .vec(0.1, 1e3)],
        ],
        special: [[.vec(0, 1), .vec(.infinity, 2)]])),
    Primitive(
      name: "%tangent-solve", aliases: [], family: .matrix,
      summary: "`solve` in derivatives: 0 for right-hand sides of zeros, whatever the matrix.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.mat(.variable(0), .variable(0))), .value(.vec(.variable(0)))],
            .vec(.variable(0))),
          Overload(
            [.value(.mat(.variable(0), .variable(0))), .value(.mat(.variable(0), .variable(1)))],
            .mat(.variable(0), .variable(1))),
        ])),
      evaluation: .general { operands, _ in
        LinearAlgebra.solveForTangent(operands[0], operands[1])
      },
      derivative: Primitive.solutionTangent,
      torch: TorchEmission(.custom(TangentProduct.solve), helpers: [.tangentSolve]),
      native: .general(NativeElimination.solveForTangent),
      domain: "Regular matrices, and singular ones beside zeros.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4]), .vec(5, -6)], [.mat([5]), .vec(2)],
          [.mat([1, 2], [3, 4]), .mat([1, 0, 2], [0, 1, -3])],
        ],
        special: [
          [.mat([1, 2], [2, 4]), .vec(0, 0)], [.mat([0]), .mat([0, 1])],
          [.mat([.nan, 1], [1, 2]), .vec(0, 0)],
        ])),
  ]

  /// What careful operations are where nothing needs care, in the order of the table.
  fileprivate static let plainProducts: [PrimitiveID?] = {
    let plain = [
      "%tangent-product": "*", "%tangent-matmul": "%product", "%tangent-outer": "outer",
      "%tangent-solve": "solve",
    ]
    return all.map { primitive in plain[primitive.name].flatMap { id(named: $0) } }
  }()
}

/// What products in derivatives are made of.
enum TangentProduct {
  /// The product of two numbers.
  static func product(_ left: Double, _ right: Double) -> Double {
    left == 0 || right == 0 ? 0 : left * right
  }

  /// The same in native code. A factor that is known to be finite leaves a plain product, in which a
  /// zero may be negative.
  static func product(_ left: NativeElement, _ right: NativeElement) -> NativeElement {
    if left.constant == 0 || right.constant == 0 { return left.same(0) }
    if left.isKnownToBeFinite || right.isKnownToBeFinite { return left * right }
    return ((left .!= 0) .& (right .!= 0)).select(left * right, 0)
  }

  /// A vector or matrix by a vector, a matrix by a matrix.
  static let overloads = [
    Overload([.value(.vec(.variable(0))), .value(.vec(.variable(0)))], .real),
    Overload(
      [.value(.mat(.variable(0), .variable(1))), .value(.vec(.variable(1)))], .vec(.variable(0))),
    Overload(
      [.value(.mat(.variable(0), .variable(1))), .value(.mat(.variable(1), .variable(2)))],
      .mat(.variable(0), .variable(2))),
  ]

  /// What sums of products are backwards.
  static let transpose = Transpose { use in
    let other = Formula.operand(1 - use.position)
    if use.operands[0].rank == 1 { return .term(.call("%tangent-product", .cotangent, other)) }
    if use.position == 1 {
      return .term(.call("%tangent-matmul", .call("transpose", .x), .cotangent))
    }
    return .term(
      use.operands[1].rank == 1
        ? .call("%tangent-outer", .cotangent, .y)
        : .call("%tangent-matmul", .cotangent, .call("transpose", .y)))
  }

  /// The factors in Python, laid out so that their products are added along the last dimension.
  static func factors(_ call: TorchCall) -> (PythonExpression, PythonExpression) {
    let (left, right) = (call.tensor(0), call.tensor(1))
    switch (call.operands[0].rank, call.operands[1].rank) {
    case (2, 1): return (left, right.method("unsqueeze", .int(-2)))
    case (2, 2):
      return (
        left.method("unsqueeze", .int(-2)),
        PythonExpression.attribute(right, "mT").method("unsqueeze", .int(-3))
      )
    default: return (left, right)
    }
  }

  /// The solution in Python, of a vector as of one column.
  static func solve(_ call: TorchCall) -> PythonExpression {
    guard call.operands[1].rank == 1 else {
      return .call("tangent_solve", call.tensor(0), call.tensor(1))
    }
    return PythonExpression.call(
      "tangent_solve", call.tensor(0), call.tensor(1).method("unsqueeze", .int(-1))
    ).method("squeeze", .int(-1))
  }

  /// Operands of each kind.
  static let samples = Samples(
    regular: [
      [.vec(1, 2, 3), .vec(4, -5, 6)], [.vec(3), .vec(-2)],
      [.mat([1, 2], [3, 4]), .mat([5, -6], [7, 8])], [.mat([2]), .vec(3)],
      [.mat([1, 2, 3], [4, 5, 6]), .vec(0.1, 0.2, -0.3)],
    ],
    special: [
      [.vec(.infinity, 1), .vec(0, 1)], [.mat([.infinity, 1], [.nan, 2]), .vec(0, 1)],
    ])
}

extension NativeElement {
  /// Whether it is a finite number that is known when compiling.
  fileprivate var isKnownToBeFinite: Bool { constant?.isFinite ?? false }
}

extension PythonHelper {
  /// A product in which a zero makes a factor irrelevant that is not finite.
  fileprivate static let tangentProduct = PythonHelper(
    "tangent_product",
    source: """
      def tangent_product(left, right):
          \"\"\"Multiply; a zero gives 0 beside what is not finite, too.\"\"\"
          moves = (left != 0) & (right != 0)
          left = torch.where(moves | left.isfinite(), left, torch.zeros_like(left))
          return left * torch.where(moves | right.isfinite(), right, torch.zeros_like(right))
      """)

  /// The solution of linear equations for tangents.
  fileprivate static let tangentSolve = PythonHelper(
    "tangent_solve", requires: [.solve],
    source: """
      def tangent_solve(a, b):
          \"\"\"The x with a @ x = b; 0 where b is, also where a is singular.\"\"\"
          moves = (b != 0).any(-2, keepdim=True)
          return torch.where(moves, solve(a, b), torch.zeros_like(b))
      """)
}

extension PrimitiveID {
  /// The operation that it is wherever nothing meets a zero that is not finite; `nil` where it is no
  /// product of tangents.
  package var plainProduct: PrimitiveID? { Primitive.plainProducts[Int(index)] }

  /// Whether it is the first operand over the second.
  package var isQuotient: Bool { self == .divide }
}
