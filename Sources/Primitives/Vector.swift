import PythonSyntax

extension Primitive {
  /// The rows of this family.
  static let vector: [Primitive] =
    constructionOfVectors + geometry + reductions + arrangement + recurrences

  /// Making vectors and taking them apart.
  private static let constructionOfVectors: [Primitive] = [
    Primitive(
      name: "vec", aliases: [], family: .vector,
      summary: "The vector of these elements; `[a b c]` is the same.",
      signature: Signature(.atLeast(1), .vector),
      evaluation: .general { operands, _ in .vec(operands.map(\.real)) },
      derivative: .multilinear(
        .jointly,
        transpose: Transpose { .term(.call("ref", .cotangent, .constant(Double($0.position)))) }),
      torch: TorchEmission(.custom(VectorEmission.vec), helpers: [.stack]),
      native: .concatenation,
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
      derivative: .multilinear(
        .each([0]),
        transpose: Transpose { use in
          let indices = (1..<use.operands.count).map(Formula.operand)
          return .total(.apply("%add-at", [.total] + indices + [.cotangent]))
        }),
      torch: TorchEmission(.custom(VectorEmission.ref), helpers: [.element, .row]),
      native: .arrangement(NativeVectors.ref),
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
      name: "vlen", aliases: [], family: .vector,
      summary: "The number of elements of a vector.",
      signature: Signature(
        .exactly(1),
        .overloads([Overload([.value(.vec(.variable(0)))], .real, value: .variable(0))])),
      evaluation: .general { operands, _ in .real(Double(operands[0].elements.count)) },
      derivative: .zero("the length is no function of the elements"),
      torch: TorchEmission(.integer { $0.operands[0].sizes[0] }),
      native: .arrangement { call, _ in call.builder.constant(Double(call.operandShapes[0][0])) },
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(1, 2, 3, 4, 5)]],
        special: [[.vec(.nan, .infinity)]])),
  ]
}
