import PythonSyntax

extension Primitive {
  /// The rows of this family.
  static let matrix: [Primitive] = [
    Primitive(
      name: "mat", aliases: [], family: .matrix,
      summary: "The matrix of these rows; `[[1 2] [3 4]]` is `(mat [1 2] [3 4])`.",
      signature: Signature(.atLeast(1), .rows),
      evaluation: .general { operands, _ in
        .mat(
          rows: operands.count, columns: operands[0].elements.count,
          elements: operands.flatMap(\.elements))
      },
      derivative: .multilinear(.jointly),
      torch: TorchEmission(.custom(MatrixEmission.mat), helpers: [.stackRows]),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2), .vec(3, 4)], [.vec(5)], [.vec(1, 2, 3), .vec(-4, 5e6, 6e-6)]],
        special: [[.vec(.nan, 1), .vec(0, -.infinity)]])),
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
      derivative: .multilinear(.each([0, 1])),
      torch: TorchEmission(.infix(.matmul)),
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
        .vec(LinearAlgebra.product(operands[0], operands[1]).elements)
      },
      derivative: .multilinear(.each([0, 1])),
      torch: TorchEmission(
        .custom { call in
          PythonExpression.infix(
            call.tensor(0), .matmul, call.tensor(1).method("unsqueeze", .int(-1))
          ).method("squeeze", .int(-1))
        }),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4]), .vec(5, -6)], [.mat([2]), .vec(3)],
          [.mat([1, 2, 3], [4, 5, 6]), .vec(0.1, 0.2, -0.3)],
        ],
        special: [[.mat([.infinity, 1]), .vec(0, 1)]])),
  ]
}
