import PythonSyntax

extension Primitive {
  /// What the derivatives of products are made of: no division, so that zeros are no exception.
  static let recurrences: [Primitive] = [
    Primitive(
      name: "%exclusive-products", aliases: [], family: .vector,
      summary: "For each element the product of all before it, beginning with 1.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .vec(.variable(0)))])),
      evaluation: .general { operands, _ in
        var product = 1.0
        return operands[0].map { factor in
          defer { product *= factor }
          return product
        }
      },
      derivative: .pushforward(
        .call("%recurrence", .call("%push", 0, .x), .call("%push", 0, .result * .dx))),
      torch: TorchEmission(
        .custom { .call("exclusive_products", $0.tensor(0)) }, helpers: [.exclusiveProducts]),
      native: .general(NativeVectors.exclusiveProducts),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [[.vec(2, 3, 4)], [.vec(-2)], [.vec(0.1, -0.2, 0.3, 1e3)]],
        special: [[.vec(0, 2, 0, 3)], [.vec(.infinity, 0)]])),
    Primitive(
      name: "%recurrence", aliases: [], family: .vector,
      summary: """
        The vector y with `y[i] = a[i] y[i-1] + b[i]`, where y[-1] is 0, and 0 times anything is 0.
        """,
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload(
            [.value(.vec(.variable(0))), .value(.vec(.variable(0)))], .vec(.variable(0)))
        ])),
      evaluation: .general { operands, _ in
        var state = 0.0
        return .vec(
          zip(operands[0].elements, operands[1].elements).map { factor, term in
            state = TangentProduct.product(factor, state) + term
            return state
          })
      },
      derivative: .pushforward(
        .call("%recurrence", .x, .call("%push", 0, .result) * .dx + .dy),
        // Linear in the terms: the same from the last to the first.
        transpose: .term(
          .call(
            "%reverse",
            .call(
              "%recurrence", .call("%push", 0, .call("%reverse", .x)),
              .call("%reverse", .cotangent))))),
      torch: TorchEmission(
        .custom { .call("recurrence", $0.tensor(0), $0.tensor(1)) }, helpers: [.recurrence]),
      native: .general(NativeVectors.recurrence),
      domain: "Everywhere.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.vec(2, 3, 4), .vec(1, -1, 0.5)], [.vec(7), .vec(-2)],
          [.vec(0.1, -0.2, 0.3, 1e3), .vec(1, 0, 0, 2)],
        ],
        special: [[.vec(0, 2, 0), .vec(1, 0, 3)], [.vec(1, .infinity), .vec(0, 1)]])),
    Primitive(
      name: "%push", aliases: [], family: .vector,
      summary: "A number, then the elements of a vector without its last.",
      signature: Signature(
        .exactly(2),
        .overloads([
          Overload([.value(.real), .value(.vec(.variable(0)))], .vec(.variable(0)))
        ])),
      evaluation: .general { operands, _ in
        .vec(Array(([operands[0].real] + operands[1].elements).dropLast()))
      },
      derivative: .multilinear(
        .jointly,
        transpose: Transpose { use in
          let backwards = Formula.call("%reverse", .cotangent)
          return .term(
            use.position == 0
              ? .call("%last", backwards) : .call("%reverse", .call("%push", 0, backwards)))
        }),
      torch: TorchEmission(
        .custom { .call("push", $0.tensor(0), $0.tensor(1)) }, helpers: [.push]),
      native: .concatenation,
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.real(1), .vec(2, 3, 4)], [.real(-2), .vec(5)], [.real(0.5), .vec(1e6, 1e-6)],
        ],
        special: [[.real(.nan), .vec(.infinity, 1)]])),
    Primitive(
      name: "%reverse", aliases: [], family: .vector,
      summary: "The elements of a vector from the last to the first.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .vec(.variable(0)))])),
      evaluation: .general { operands, _ in .vec(operands[0].elements.reversed()) },
      derivative: .multilinear(.each([0]), transpose: .term(.call("%reverse", .cotangent))),
      torch: TorchEmission(.custom { $0.tensor(0).method("flip", .int(-1)) }),
      native: .arrangement(NativeVectors.reverse),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(2, 3, 4)], [.vec(-2)], [.vec(1e6, 1e-6)]],
        special: [[.vec(1, .nan)]])),
    Primitive(
      name: "%last", aliases: [], family: .vector,
      summary: "The last element of a vector, 0 if there is none.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(operands[0].elements.last ?? 0) },
      derivative: .multilinear(
        .each([0]),
        transpose: Transpose { use in
          let zeros = Formula.apply("zeros", [], attributes: use.lengths(ofOperand: 0))
          return .term(.call("%reverse", .call("%push", .cotangent, zeros)))
        }),
      torch: TorchEmission(
        .custom { call in
          PythonExpression.item(call.tensor(0), [.ellipsis, .slice(.int(-1), nil)])
            .method("sum", .int(-1))
        }),
      native: .arrangement(NativeVectors.last),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(2, 3, 4)], [.vec(-2)], [.vec(1e6, 1e-6)]],
        special: [[.vec(1, .nan)], [.vec(.infinity)]])),
  ]
}
