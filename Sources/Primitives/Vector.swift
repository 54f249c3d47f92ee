import PythonSyntax

extension Primitive {
  /// The rows of this family.
  static let vector: [Primitive] = [
    Primitive(
      name: "vec", aliases: [], family: .vector,
      summary: "The vector of these elements; `[a b c]` is the same.",
      signature: Signature(.atLeast(1), .vector),
      evaluation: .general { operands, _ in .vec(operands.map(\.real)) },
      derivative: .multilinear(.jointly),
      torch: TorchEmission(.custom(VectorEmission.vec), helpers: [.stack]),
      domain: "Everywhere.",
      isTotal: true,
      samples: .points([[1, 2, 3], [4], [0.5, -1e6]], special: [[.nan, 0, -.infinity]])),
    Primitive(
      name: "ref", aliases: [], family: .vector,
      summary: "The element of a vector, or by row and column of a matrix; counting starts at 0.",
      signature: Signature(
        .between(2, 3),
        .overloads([
          Overload([.value(.vec(.variable(0))), .index(.variable(0))], .real),
          Overload(
            [
              .value(.mat(.variable(0), .variable(1))), .index(.variable(0)), .index(.variable(1)),
            ], .real),
        ])),
      evaluation: .general { operands, _ throws(EvaluationFailure) in
        try operands[0].element(at: operands.dropFirst().map(\.real))
      },
      derivative: .multilinear(.each([0])),
      torch: TorchEmission(.custom(VectorEmission.ref)),
      domain: "An index is truncated toward zero; outside the dimension it is an error.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.vec(4, 5, 6), .real(0)], [.vec(4, 5, 6), .real(2)], [.vec(7), .real(0)],
          [.mat([1, 2], [3, 4]), .real(0), .real(1)],
          [.mat([1, 2, 3]), .real(0), .real(2)],
        ],
        special: [
          [.vec(4, 5, 6), .real(1.9)], [.vec(4, 5, 6), .real(-0.5)],
          [.vec(.infinity, .nan), .real(1)],
        ])),
    Primitive(
      name: "dot", aliases: [], family: .vector,
      summary: "The inner product of two vectors.",
      signature: Signature(
        .exactly(2),
        .overloads([Overload([.value(.vec(.variable(0))), .value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in
        .real(LinearAlgebra.dot(operands[0].elements, operands[1].elements))
      },
      derivative: .multilinear(.each([0, 1])),
      torch: TorchEmission(
        .custom { call in
          PythonExpression.infix(call.tensor(0), .times, call.tensor(1)).method("sum", .int(-1))
        }),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.vec(1, 2, 3), .vec(4, -5, 6)], [.vec(3), .vec(-2)],
          [.vec(1, 2, 3, 4, 5), .vec(0.1, 0.2, 0.3, 0.4, 0.5)],
        ],
        special: [[.vec(0, 0), .vec(0, 0)], [.vec(.infinity, 1), .vec(0, 1)]])),
    Primitive(
      name: "norm", aliases: [], family: .vector,
      summary: "The Euclidean length of a vector; its derivative at the zero vector is 0.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in
        let elements = operands[0].elements
        return .real(LinearAlgebra.dot(elements, elements).squareRoot())
      },
      derivative: .pushforward(
        .call("select", .call("=", .result, 0), 0, .call("dot", .x, .dx) / .result)),
      torch: TorchEmission(
        .custom { .call("norm", $0.tensor(0)) }, helpers: [.norm]),
      domain: "Everywhere; overflows where the sum of squares does.",
      isTotal: false,
      samples: Samples(
        regular: [[.vec(3, 4)], [.vec(-2)], [.vec(0.1, 0, -0.3, 1e3)], [.vec(1e-3, 2e-3, 5e-4)]],
        special: [[.vec(0, 0, 0)], [.vec(.infinity, 1)], [.vec(.nan, 1)]])),
    Primitive(
      name: "scale", aliases: [], family: .vector,
      summary: "A real times every element of a vector or matrix.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload([.value(.real), .value(.vec(.variable(0)))], .vec(.variable(0))),
          Overload(
            [.value(.real), .value(.mat(.variable(0), .variable(1)))],
            .mat(.variable(0), .variable(1))),
        ])),
      evaluation: .general { operands, _ in
        let factor = operands[0].real
        return operands[1].map { factor * $0 }
      },
      derivative: .multilinear(.each([0, 1])),
      torch: TorchEmission(.custom(VectorEmission.scale)),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.real(2), .vec(1, -2, 3)], [.real(-0.5), .vec(4)],
          [.real(1e3), .mat([1, 2, 3], [4, 5, 6])],
        ],
        special: [[.real(0), .vec(.infinity, 1)], [.real(.nan), .vec(1, 2)]])),
    Primitive(
      name: "vsum", aliases: [], family: .vector,
      summary: "The sum of the elements of a vector.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(operands[0].elements.reduce(0, +)) },
      derivative: .multilinear(.jointly),
      torch: TorchEmission(.custom { $0.tensor(0).method("sum", .int(-1)) }),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(0.1, 0.2, 0.3, 0.4, 1e3)]],
        special: [[.vec(.infinity, -.infinity)], [.vec(.nan, 1)], [.vec(-0.0, -0.0)]])),
  ]
}
