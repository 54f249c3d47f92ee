import PythonSyntax

extension Primitive {
  /// Products and lengths of vectors.
  static let geometry: [Primitive] = [
    Primitive(
      name: "dot", aliases: [], family: .vector,
      summary: "The inner product of two vectors.",
      signature: Signature(
        .exactly(2),
        .overloads([Overload([.value(.vec(.variable(0))), .value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in
        .real(LinearAlgebra.dot(operands[0].elements, operands[1].elements))
      },
      derivative: .bilinear("%tangent-matmul"),
      torch: TorchEmission(
        .custom { call in
          PythonExpression.infix(call.tensor(0), .times, call.tensor(1)).method("sum", .int(-1))
        }),
      native: .elements { call, _ in NativeVectors.dot(call, 0, 1) },
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.vec(1, 2, 3), .vec(4, -5, 6)], [.vec(3), .vec(-2)],
          [.vec(1, 2, 3, 4, 5), .vec(0.1, 0.2, 0.3, 0.4, 0.5)],
        ],
        special: [[.vec(0, 0), .vec(0, 0)], [.vec(.infinity, 1), .vec(0, 1)]])),
    Primitive(
      name: "cross", aliases: [], family: .vector,
      summary: "The cross product of two vectors of three elements.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload([.value(.vec(.constant(3))), .value(.vec(.constant(3)))], .vec(.constant(3)))
        ])),
      evaluation: .general { operands, _ in
        .vec(LinearAlgebra.cross(operands[0].elements, operands[1].elements))
      },
      derivative: .pushforward(crossProduct(.dx, .y) + crossProduct(.x, .dy)),
      torch: TorchEmission(
        .custom { .call("cross", $0.tensor(0), $0.tensor(1)) }, helpers: [.cross]),
      native: .elements(NativeVectors.cross),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.vec(1, 2, 3), .vec(4, -5, 6)], [.vec(1, 0, 0), .vec(0, 1, 0)],
          [.vec(1e3, -2e-3, 0.5), .vec(0.1, 0.2, 0.3)],
        ],
        special: [[.vec(0, 0, 0), .vec(1, 2, 3)], [.vec(.infinity, 1, 1), .vec(1, 1, 1)]])),
    Primitive(
      name: "norm", aliases: [], family: .vector,
      summary: "The Euclidean length of a vector; its derivative at the zero vector is 0.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in
        .real(LinearAlgebra.norm(operands[0].elements))
      },
      derivative: .pushforward(
        .call("select", .call("=", .result, 0), 0, .call("%tangent-matmul", .x / .result, .dx))),
      torch: TorchEmission(
        .custom { .call("norm", $0.tensor(0)) }, helpers: [.norm]),
      native: .elements { call, _ in NativeVectors.norm(call) },
      domain: """
        Everywhere; the absolute value of a single element, the root of the sum of squares of several: \
        infinite where that sum overflows, 0 (with derivative 0) where it underflows.
        """,
      isTotal: false,
      samples: Samples(
        regular: [[.vec(3, 4)], [.vec(-2)], [.vec(0.1, 0, -0.3, 1e3)], [.vec(1e-3, 2e-3, 5e-4)]],
        special: [
          [.vec(0, 0, 0)], [.vec(.infinity, 1)], [.vec(.nan, 1)], [.vec(1e200)], [.vec(-1e-200)],
          [.vec(1e200, 0)], [.vec(3e-200, 4e-200)], [.vec(0)], [.vec(-.infinity)],
        ])),
    Primitive(
      name: "normalize", aliases: [], family: .vector,
      summary: """
        The vector of length 1 in the same direction; the zero vector stays, with derivative 0.
        """,
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .vec(.variable(0)))])),
      evaluation: .general { operands, _ in
        let elements = operands[0].elements
        let length = LinearAlgebra.norm(elements)
        return length == 0 ? operands[0] : .vec(elements.map { $0 / length })
      },
      // A length so small that its reciprocal is infinite is 0, or that of a single element, which
      // has the derivative 0 too.
      derivative: .pushforward(
        .call(
          "select", .call("=", 1 / .call("norm", .x), .constant(.infinity)), 0,
          (.dx - .call("%tangent-matmul", .result, .dx) * .result) * (1 / .call("norm", .x)))),
      torch: TorchEmission(.custom { .call("normalize", $0.tensor(0)) }, helpers: [.normalize]),
      native: .general(NativeVectors.normalize),
      domain: """
        Everywhere. Of several elements, those whose sum of squares overflows give 0 or NaN, and those \
        whose sum of squares underflows to 0 stay as they are, with derivative 0.
        """,
      isTotal: false,
      samples: Samples(
        regular: [[.vec(3, 4)], [.vec(-2)], [.vec(0.1, 0, -0.3, 1e3)], [.vec(1e-3, 2e-3, 5e-4)]],
        special: [
          [.vec(0, 0, 0)], [.vec(0, -0.0)], [.vec(.infinity, 1)], [.vec(.nan, 1)], [.vec(1e200)],
          [.vec(-1e-200)], [.vec(1e200, 0)], [.vec(3e-200, 4e-200)], [.vec(-0.0)],
        ])),
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
      derivative: .bilinear("%tangent-product"),
      torch: TorchEmission(.custom(VectorEmission.scale)),
      native: .binary { $0 * $1 },
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.real(2), .vec(1, -2, 3)], [.real(-0.5), .vec(4)],
          [.real(1e3), .mat([1, 2, 3], [4, 5, 6])],
        ],
        special: [[.real(0), .vec(.infinity, 1)], [.real(.nan), .vec(1, 2)]])),
  ]

  /// The cross product of two vectors one of which is a tangent.
  private static func crossProduct(_ left: Formula, _ right: Formula) -> Formula {
    func ahead(_ vector: Formula, by count: Int) -> Formula {
      .apply("roll", [vector], attributes: [-count])
    }
    func product(_ first: Int, _ second: Int) -> Formula {
      .call("%tangent-product", ahead(left, by: first), ahead(right, by: second))
    }
    return product(1, 2) - product(2, 1)
  }
}
