import PythonSyntax

extension Primitive {
  /// Systems of linear equations.
  static let linearSystems: [Primitive] = [
    Primitive(
      name: "inv", aliases: [], family: .matrix,
      summary: "The inverse of a square matrix.",
      signature: Signature(
        .exactly(1),
        .overloads([
          Overload([.value(.mat(.variable(0), .variable(0)))], .mat(.variable(0), .variable(0)))
        ])),
      evaluation: .general { operands, _ in
        LinearAlgebra.solve(operands[0], LinearAlgebra.identity(operands[0].shape[0]))
      },
      derivative: .pushforward(
        -.call("%tangent-matmul", .call("%tangent-matmul", .result, .dx), .result)),
      torch: TorchEmission(
        .custom { .attribute(.call("torch.linalg.inv_ex", $0.tensor(0)), "inverse") }),
      native: .general(NativeElimination.invert),
      domain: "Regular matrices; a singular one gives infinities and NaN instead of an error.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4])], [.mat([5])], [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10])],
        ],
        special: [[.mat([1, 2], [2, 4])], [.mat([0])], [.mat([.nan, 1], [1, 2])]])),
    Primitive(
      name: "solve", aliases: [], family: .matrix,
      summary: """
        `(solve a b)`: what `a` must be multiplied by to give `b`, a vector or a matrix of columns.
        """,
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
      evaluation: .general { operands, _ in LinearAlgebra.solve(operands[0], operands[1]) },
      derivative: solutionTangent,
      torch: TorchEmission(.custom(MatrixEmission.solve), helpers: [.solve]),
      native: .general(NativeElimination.solve),
      domain: "Regular matrices; a singular one gives infinities and NaN instead of an error.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4]), .vec(5, -6)], [.mat([5]), .vec(2)],
          [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10]), .vec(1, 2, 3)],
          [.mat([1, 2], [3, 4]), .mat([1, 0, 2], [0, 1, -3])],
        ],
        special: [
          [.mat([1, 2], [2, 4]), .vec(1, 2)], [.mat([0]), .vec(1)],
          [.mat([.nan, 1], [1, 2]), .vec(1, 1)],
        ])),
  ]

  /// The derivative of a solution, which is one of the same system.
  static let solutionTangent = Derivative.pushforward(
    .call("%tangent-solve", .x, .dy - .call("%tangent-matmul", .dx, .result)),
    transpose: .term(.call("%tangent-solve", .call("transpose", .x), .cotangent)))
}
