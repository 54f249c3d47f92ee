import PythonSyntax

extension Primitive {
  /// Products of matrices and vectors.
  static let products: [Primitive] = [
    Primitive(
      name: "matmul", aliases: [], family: .matrix,
      summary: "The product of two matrices.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.mat(.variable(0), .variable(1))), .value(.mat(.variable(1), .variable(2)))],
            .mat(.variable(0), .variable(2)))
        ])),
      evaluation: .general { operands, _ in LinearAlgebra.product(operands[0], operands[1]) },
      derivative: .bilinear("%tangent-matmul"),
      torch: TorchEmission(.infix(.matmul)),
      native: .elements(NativeMatrices.product),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4]), .mat([5, -6], [7, 8])], [.mat([2]), .mat([3])],
          [.mat([1, 2, 3], [4, 5, 6]), .mat([0.1], [0.2], [-0.3])],
        ],
        special: [[.mat([.infinity, 1]), .mat([0], [1])]])),
    Primitive(
      name: "matvec", aliases: [], family: .matrix,
      summary: "The product of a matrix and a vector.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.mat(.variable(0), .variable(1))), .value(.vec(.variable(1)))],
            .vec(.variable(0)))
        ])),
      evaluation: .general { operands, _ in
        LinearAlgebra.product(operands[0], operands[1])
      },
      derivative: .bilinear("%tangent-matmul"),
      torch: TorchEmission(.custom(MatrixEmission.product)),
      native: .elements(NativeMatrices.product),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4]), .vec(5, -6)], [.mat([2]), .vec(3)],
          [.mat([1, 2, 3], [4, 5, 6]), .vec(0.1, 0.2, -0.3)],
        ],
        special: [[.mat([.infinity, 1]), .vec(0, 1)]])),
    Primitive(
      name: "outer", aliases: [], family: .matrix,
      summary: "The matrix of all products of an element of one vector and one of another.",
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
          elements: left.flatMap { element in right.map { element * $0 } })
      },
      derivative: .bilinear("%tangent-outer"),
      torch: TorchEmission(
        .custom { call in
          .infix(
            call.tensor(0).method("unsqueeze", .int(-1)), .times,
            call.tensor(1).method("unsqueeze", .int(-2)))
        }),
      native: .elements { call, indices in call.element(0, indices[0]) * call.element(1, indices[1])
      },
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.vec(1, 2), .vec(3, -4)], [.vec(2), .vec(3)], [.vec(1, 2, 3), .vec(0.1, 1e3)],
        ],
        special: [[.vec(0, 1), .vec(.infinity, 2)]])),
  ]
}
