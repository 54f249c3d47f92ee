import PythonSyntax

extension Primitive {
  /// The rows of this family.
  static let matrix: [Primitive] =
    constructionOfMatrices + selection + products + linearSystems + determinants

  /// Making matrices.
  private static let constructionOfMatrices: [Primitive] = [
    Primitive(
      name: "mat", aliases: [], family: .matrix,
      summary: "The matrix of these rows; `[[1 2] [3 4]]` is `(mat [1 2] [3 4])`.",
      signature: Signature(.atLeast(1), .rows),
      evaluation: .general { operands, _ in
        .mat(
          rows: operands.count, columns: operands[0].elements.count,
          elements: operands.flatMap(\.elements))
      },
      derivative: .multilinear(
        .jointly,
        transpose: Transpose { .term(.call("row", .cotangent, .constant(Double($0.position)))) }),
      torch: TorchEmission(.custom(MatrixEmission.mat), helpers: [.stackRows]),
      native: .concatenation,
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2), .vec(3, 4)], [.vec(5)], [.vec(1, 2, 3), .vec(-4, 5e6, 6e-6)]],
        special: [[.vec(.nan, 1), .vec(0, -.infinity)]])),
    Primitive(
      name: "eye", aliases: [], family: .matrix,
      summary: "`(eye n)`: the identity matrix of `n` rows.",
      signature: Signature(
        .exactly(1),
        .overloads([Overload([.staticSize], .mat(.attribute(0), .attribute(0)))])),
      evaluation: .general { _, lengths in LinearAlgebra.identity(lengths[0]) },
      derivative: .zero("constant"),
      torch: TorchEmission(.custom { MatrixEmission.filled("torch.eye", $0) }),
      native: .arrangement { _, indices in (indices[0] .== indices[1]).select(1, 0) },
      domain: "The length is a constant.",
      isTotal: true,
      samples: Samples(regular: [[.attribute(3)], [.attribute(1)], [.attribute(2)]])),
    Primitive(
      name: "zeros", aliases: [], family: .matrix,
      summary: "`(zeros n)` is the vector, `(zeros m n)` the matrix of nothing but 0s.",
      signature: Signature(
        .between(1, 2),
        .overloads([
          Overload([.staticSize], .vec(.attribute(0))),
          Overload([.staticSize, .staticSize], .mat(.attribute(0), .attribute(1))),
        ])),
      evaluation: .general { _, lengths in
        Value(
          shape: lengths, elements: Array(repeating: 0, count: lengths.reduce(1, *)))
      },
      derivative: .zero("constant"),
      torch: TorchEmission(.custom { MatrixEmission.filled("torch.zeros", $0) }),
      native: .arrangement { call, _ in call.builder.constant(0) },
      domain: "Lengths are constants.",
      isTotal: true,
      samples: Samples(
        regular: [[.attribute(3)], [.attribute(1)], [.attribute(2), .attribute(3)]])),
    Primitive(
      name: "ones", aliases: [], family: .matrix,
      summary: "`(ones n)` is the vector, `(ones m n)` the matrix of nothing but 1s.",
      signature: Signature(
        .between(1, 2),
        .overloads([
          Overload([.staticSize], .vec(.attribute(0))),
          Overload([.staticSize, .staticSize], .mat(.attribute(0), .attribute(1))),
        ])),
      evaluation: .general { _, lengths in
        Value(
          shape: lengths, elements: Array(repeating: 1, count: lengths.reduce(1, *)))
      },
      derivative: .zero("constant"),
      torch: TorchEmission(.custom { MatrixEmission.filled("torch.ones", $0) }),
      native: .arrangement { call, _ in call.builder.constant(1) },
      domain: "Lengths are constants.",
      isTotal: true,
      samples: Samples(
        regular: [[.attribute(3)], [.attribute(1)], [.attribute(2), .attribute(3)]])),
    Primitive(
      name: "diag", aliases: [], family: .matrix,
      summary: "The diagonal matrix of a vector; of a square matrix the vector on its diagonal.",
      signature: Signature(
        .exactly(1),
        .overloads([
          Overload([.value(.vec(.variable(0)))], .mat(.variable(0), .variable(0))),
          Overload([.value(.mat(.variable(0), .variable(0)))], .vec(.variable(0))),
        ])),
      evaluation: .general { operands, _ in LinearAlgebra.diagonal(operands[0]) },
      derivative: .multilinear(
        .each([0]), transpose: .term(.call("diag", .cotangent))),
      torch: TorchEmission(.custom(MatrixEmission.diag)),
      native: .arrangement(NativeMatrices.diag),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(4)], [.mat([1, 2], [3, 4])], [.mat([5])]],
        special: [[.vec(.nan, .infinity)]])),
  ]
}
