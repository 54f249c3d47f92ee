import PythonSyntax

extension Primitive {
  /// One number from all elements of a vector.
  static let reductions: [Primitive] = [
    Primitive(
      name: "vsum", aliases: [], family: .vector,
      summary: "The sum of the elements of a vector.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(operands[0].elements.reduce(0, +)) },
      derivative: .multilinear(.each([0]), transpose: .term(.cotangent)),
      torch: TorchEmission(.custom { $0.tensor(0).method("sum", .int(-1)) }),
      native: .elements { call, _ in NativeVectors.sum(call) },
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(0.1, 0.2, 0.3, 0.4, 1e3)]],
        special: [[.vec(.infinity, -.infinity)], [.vec(.nan, 1)], [.vec(-0.0, -0.0)]])),
    Primitive(
      name: "vmean", aliases: [], family: .vector,
      summary: "The mean of the elements of a vector.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in
        .real(operands[0].elements.reduce(0, +) / Double(operands[0].elements.count))
      },
      // Of no element, where the mean is NaN, the derivative is a sum of nothing.
      derivative: .pushforward(
        .call("vsum", .dx) / .call("max", .call("vlen", .x), 1),
        transpose: .term(.cotangent / .call("vlen", .x))),
      torch: TorchEmission(.custom { $0.tensor(0).method("mean", .int(-1)) }),
      native: .elements { call, _ in
        NativeVectors.sum(call) / call.builder.constant(Double(call.operandShapes[0][0]))
      },
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(0.1, 0.2, 0.3, 0.4, 1e3)]],
        special: [[.vec(.infinity, -.infinity)], [.vec(.nan, 1)]])),
    Primitive(
      name: "vmin", aliases: [], family: .vector,
      summary: "The smallest element of a vector; elements that tie share the derivative equally.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(Extremum.smallest(operands[0].elements)) },
      derivative: .pushforward(Extremum.tangentOfElements),
      torch: Extremum.reduction("amin", orNone: .smallest),
      native: .elements { call, _ in
        NativeExtremum.ofElements(call, ofNone: .infinity, NativeExtremum.smaller)
      },
      domain: "Everywhere; NaN if any element is NaN, infinity of no element.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(3, -1, 2)], [.vec(0.1, 0.4, 0.3, 0.2, 1e3)]],
        special: [
          [.vec(1, 1)], [.vec(2, 1, 2, 1)], [.vec(0, -0.0)], [.vec(.infinity, .infinity)],
          [.vec(.nan, 1)], [.vec(1, .nan, 2)],
        ])),
    Primitive(
      name: "vmax", aliases: [], family: .vector,
      summary: "The largest element of a vector; elements that tie share the derivative equally.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(Extremum.largest(operands[0].elements)) },
      derivative: .pushforward(Extremum.tangentOfElements),
      torch: Extremum.reduction("amax", orNone: .largest),
      native: .elements { call, _ in
        NativeExtremum.ofElements(call, ofNone: -.infinity, NativeExtremum.larger)
      },
      domain: "Everywhere; NaN if any element is NaN, negative infinity of no element.",
      isTotal: true,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(3, -1, 2)], [.vec(0.1, 0.4, 0.3, 0.2, 1e3)]],
        special: [
          [.vec(1, 1)], [.vec(2, 1, 2, 1)], [.vec(0, -0.0)], [.vec(.infinity, .infinity)],
          [.vec(.nan, 1)], [.vec(1, .nan, 2)],
        ])),
    Primitive(
      name: "vprod", aliases: [], family: .vector,
      summary: "The product of the elements of a vector.",
      signature: Signature(
        .exactly(1), .overloads([Overload([.value(.vec(.variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(operands[0].elements.reduce(1, *)) },
      derivative: .pushforward(
        .call(
          "%last", .call("%recurrence", .x, .call("%exclusive-products", .x) * .dx))),
      torch: TorchEmission(.custom { $0.tensor(0).method("prod", .int(-1)) }),
      native: .elements { call, _ in
        call.reduce(over: call.operandShapes[0][0], from: call.builder.constant(1)) {
          index, product in
          product * call.element(0, index)
        }
      },
      domain: "Everywhere; the derivative is exact with zeros among the elements, too.",
      isTotal: false,
      samples: Samples(
        regular: [[.vec(1, 2, 3)], [.vec(-2)], [.vec(0.1, -0.2, 0.3, 0.4, 1e3)]],
        special: [
          [.vec(0, 2, 3)], [.vec(2, 0, 0, 3)], [.vec(0, 0, 0)], [.vec(.infinity, 0)],
          [.vec(.nan, 1)],
        ])),
  ]
}
