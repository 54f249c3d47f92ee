import PythonSyntax

extension Primitive {
  /// Parts of matrices and other arrangements of their elements.
  static let selection: [Primitive] = [
    Primitive(
      name: "row", aliases: [], family: .matrix,
      summary: "`(row m i)`: a row of a matrix; counting starts at 0.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.mat(.variable(0), .variable(1))), .index(.variable(0))],
            .vec(.variable(1)))
        ])),
      evaluation: .general { operands, _ throws(EvaluationFailure) in
        try operands[0].row(at: operands[1].real)
      },
      derivative: .multilinear(
        .each([0]), transpose: .total(.call("%add-row", .total, .y, .cotangent))),
      torch: TorchEmission(.custom(MatrixEmission.row), helpers: [.row]),
      native: .arrangement { call, indices in call.element(0, call.index(1), indices[0]) },
      domain: "The index is truncated toward zero; outside the matrix it is an error.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.mat([1, 2, 3], [4, 5, 6]), .real(0)], [.mat([1, 2, 3], [4, 5, 6]), .real(1)],
          [.mat([7]), .real(0)],
        ],
        special: [
          [.mat([1, 2], [3, 4]), .real(1.9)], [.mat([1, 2], [3, 4]), .real(-0.5)],
          [.mat([.nan, 1], [.infinity, 2]), .real(0)],
        ])),
    Primitive(
      name: "col", aliases: [], family: .matrix,
      summary: "`(col m i)`: a column of a matrix; counting starts at 0.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.mat(.variable(0), .variable(1))), .index(.variable(1))],
            .vec(.variable(0)))
        ])),
      evaluation: .general { operands, _ throws(EvaluationFailure) in
        try operands[0].col(at: operands[1].real)
      },
      derivative: .multilinear(
        .each([0]), transpose: .total(.call("%add-column", .total, .y, .cotangent))),
      torch: TorchEmission(.custom(MatrixEmission.col), helpers: [.row]),
      native: .arrangement { call, indices in call.element(0, indices[0], call.index(1)) },
      domain: "The index is truncated toward zero; outside the matrix it is an error.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.mat([1, 2, 3], [4, 5, 6]), .real(0)], [.mat([1, 2, 3], [4, 5, 6]), .real(1)],
          [.mat([7]), .real(0)],
        ],
        special: [
          [.mat([1, 2], [3, 4]), .real(1.9)], [.mat([1, 2], [3, 4]), .real(-0.5)],
          [.mat([.nan, 1], [.infinity, 2]), .real(0)],
        ])),
    Primitive(
      name: "transpose", aliases: [], family: .matrix,
      summary: "The matrix with rows and columns exchanged.",
      signature: Signature(
        .exactly(1),
        .overloads([
          Overload(
            [.value(.mat(.variable(0), .variable(1)))], .mat(.variable(1), .variable(0)))
        ])),
      evaluation: .general { operands, _ in LinearAlgebra.transpose(operands[0]) },
      derivative: .multilinear(
        .each([0]), transpose: .term(.call("transpose", .cotangent))),
      torch: TorchEmission(.custom { .attribute($0.tensor(0), "mT") }),
      native: .arrangement { call, indices in call.element(0, indices[1], indices[0]) },
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.mat([1, 2], [3, 4])], [.mat([5])], [.mat([1, 2, 3], [4, 5, 6])]],
        special: [[.mat([.nan, 1], [.infinity, 2])]])),
    Primitive(
      name: "trace", aliases: [], family: .matrix,
      summary: "The sum of the diagonal of a square matrix.",
      signature: Signature(
        .exactly(1),
        .overloads([
          Overload([.value(.mat(.variable(0), .variable(0)))], .real)
        ])),
      evaluation: .general { operands, _ in
        .real(LinearAlgebra.diagonal(operands[0]).elements.reduce(0, +))
      },
      derivative: .multilinear(
        .each([0]),
        transpose: Transpose { use in
          let identity = Formula.apply("eye", [], attributes: [use.lengths(ofOperand: 0)[0]])
          return .term(.call("scale", .cotangent, identity))
        }),
      torch: TorchEmission(
        .custom { MatrixEmission.diagonal($0.tensor(0)).method("sum", .int(-1)) }),
      native: .elements(NativeMatrices.trace),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4])], [.mat([5])], [.mat([1, 2, 3], [4, 5, 6], [7, 8, 1e3])],
        ],
        special: [[.mat([.nan, 1], [.infinity, 2])]])),
  ]
}
