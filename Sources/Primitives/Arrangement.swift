import PythonSyntax

extension Primitive {
  /// Vectors from the elements of others, in another order or number.
  static let arrangement: [Primitive] = [
    Primitive(
      name: "slice", aliases: [], family: .vector,
      summary: "`(slice v i j)`: the elements from index `i` to before index `j`, both constants.",
      signature: Signature(
        .exactly(3),
        .overloads([
          Overload(
            [
              .value(.vec(.variable(0))), .staticBound(.variable(0)), .staticBound(.variable(0)),
            ],
            .vec(.span(0, 1)))
        ])),
      evaluation: .general { operands, bounds in
        .vec(Array(operands[0].elements[bounds[0]..<bounds[1]]))
      },
      derivative: .multilinear(
        .each([0]),
        transpose: Transpose {
          .total(.apply("%add-slice", [.total, .cotangent], attributes: $0.attributes))
        }),
      torch: TorchEmission(
        .custom { call in
          .item(
            call.tensor(0),
            [.ellipsis, .slice(.int(call.attributes[0]), .int(call.attributes[1]))])
        }),
      native: .arrangement { call, indices in call.element(0, indices[0] + call.attributes[0]) },
      domain: "Everywhere; the range must lie inside the vector.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.vec(1, 2, 3), .attribute(0), .attribute(2)],
          [.vec(1, 2, 3, 4, 5), .attribute(2), .attribute(5)],
          [.vec(7), .attribute(0), .attribute(1)],
        ],
        special: [[.vec(.nan, 1, .infinity), .attribute(1), .attribute(3)]])),
    Primitive(
      name: "append", aliases: [], family: .vector,
      summary: "The elements of all vectors, one vector after the other.",
      signature: Signature(.atLeast(1), .append),
      evaluation: .general { operands, _ in .vec(operands.flatMap(\.elements)) },
      derivative: .multilinear(
        .jointly,
        transpose: Transpose { use in
          let start = (0..<use.position).reduce(0) { $0 + use.lengths(ofOperand: $1)[0] }
          let end = start + use.lengths(ofOperand: use.position)[0]
          return .term(.apply("slice", [.cotangent], attributes: [start, end]))
        }),
      torch: TorchEmission(
        .custom { call in
          .call(
            .name(PythonHelper.concatenate.name), call.operands.map(\.tensor), keywords: [])
        }, helpers: [.concatenate]),
      native: .concatenation,
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.vec(1, 2), .vec(3)], [.vec(4)], [.vec(0.5, -1e6), .vec(1, 2, 3), .vec(1e-6, 7)],
        ],
        special: [[.vec(.nan), .vec(-.infinity, -0.0)]])),
    Primitive(
      name: "roll", aliases: [], family: .vector,
      summary: """
        `(roll v k)`: every element `k` places further, those pushed out at the end first; `k` is a \
        constant of either sign.
        """,
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload([.value(.vec(.variable(0))), .staticInteger], .vec(.variable(0)))
        ])),
      evaluation: .general { operands, places in
        .vec(rolled(operands[0].elements, by: places[0]))
      },
      derivative: .multilinear(
        .each([0]),
        transpose: Transpose {
          .term(.apply("roll", [.cotangent], attributes: [-$0.attributes[0]]))
        }),
      torch: TorchEmission(
        .custom { call in
          .call("torch.roll", call.tensor(0), .int(call.attributes[0]), .int(-1))
        }),
      native: .arrangement(NativeVectors.roll),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.vec(1, 2, 3), .attribute(1)], [.vec(1, 2, 3, 4, 5), .attribute(-2)],
          [.vec(7), .attribute(3)], [.vec(1, 2, 3), .attribute(-7)],
        ],
        special: [[.vec(.nan, 1, .infinity), .attribute(0)]])),
  ]

  /// The elements moved to the right around the ring.
  private static func rolled(_ elements: [Double], by places: Int) -> [Double] {
    guard !elements.isEmpty else { return [] }
    let shift = (places % elements.count + elements.count) % elements.count
    return Array(elements.suffix(shift) + elements.dropLast(shift))
  }
}
