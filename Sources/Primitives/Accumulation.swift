import PythonSyntax

extension Primitive {
  /// What the transposes of selections are made of: one addition for each number that was selected.
  static let accumulation: [Primitive] = [
    Primitive(
      name: "%add-at", aliases: [], family: .vector,
      summary: "A vector or matrix with a number added to the element at an index, or at two.",
      signature: Signature(
        .between(3, 4),
        .overloads([
          Overload(
            [.value(.vec(.variable(0))), .index(.variable(0)), .value(.real)], .vec(.variable(0))),
          Overload(
            [
              .value(.mat(.variable(0), .variable(1))), .index(.variable(0)), .index(.variable(1)),
              .value(.real),
            ], .mat(.variable(0), .variable(1))),
        ])),
      evaluation: .general { operands, _ throws(EvaluationFailure) in
        let indices = operands[1..<operands.count - 1].map(\.real)
        return try operands[0].adding(operands[operands.count - 1].elements, at: indices)
      },
      derivative: .variadicPushforward(
        { count in
          let indices = (1..<count - 1).map(Formula.operand)
          return .apply("%add-at", [.dx] + indices + [.tangent(count - 1)])
        },
        transpose: Transpose { use in
          let indices = (1..<use.operands.count - 1).map(Formula.operand)
          return .term(use.position == 0 ? .cotangent : .apply("ref", [.cotangent] + indices))
        }),
      torch: TorchEmission(
        .custom { call in
          let operands = call.operands.map(\.tensor)
          let name = operands.count == 3 ? "add_at" : "add_at_place"
          return .call(.name(name), operands, keywords: [])
        }, helpers: [.addAt, .addAtPlace]),
      native: .update(NativeUpdates.addAt),
      domain: "An index is truncated toward zero; outside the dimension it is an error.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.vec(4, 5, 6), .real(0), .real(2)], [.vec(4, 5, 6), .real(2), .real(-1)],
          [.mat([1, 2], [3, 4]), .real(0), .real(1), .real(0.5)],
        ],
        special: [
          [.vec(4, 5, 6), .real(1.9), .real(1)], [.vec(1, .nan), .real(-0.5), .real(.infinity)],
        ])),
    Primitive(
      name: "%add-row", aliases: [], family: .matrix,
      summary: "A matrix with a vector added to the row at an index.",
      signature: Signature(
        .exactly(3),
        .overloads([
          Overload(
            [
              .value(.mat(.variable(0), .variable(1))), .index(.variable(0)),
              .value(.vec(.variable(1))),
            ], .mat(.variable(0), .variable(1)))
        ])),
      evaluation: .general { operands, _ throws(EvaluationFailure) in
        try operands[0].adding(operands[2].elements, at: [operands[1].real])
      },
      derivative: .pushforward(
        .call("%add-row", .dx, .y, .tangent(2)),
        transpose: Transpose {
          .term($0.position == 0 ? .cotangent : .call("row", .cotangent, .y))
        }),
      torch: TorchEmission(
        .custom { .call("add_row", $0.tensor(0), $0.tensor(1), $0.tensor(2)) }, helpers: [.addRow]),
      native: .update(NativeUpdates.addRow),
      domain: "The index is truncated toward zero; outside the matrix it is an error.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.mat([1, 2, 3], [4, 5, 6]), .real(0), .vec(7, -8, 9)],
          [.mat([1, 2, 3], [4, 5, 6]), .real(1), .vec(1e3, 0.5, 2)],
          [.mat([7]), .real(0), .vec(3)],
        ],
        special: [[.mat([1, 2], [3, .nan]), .real(1.9), .vec(.infinity, 1)]])),
    Primitive(
      name: "%add-column", aliases: [], family: .matrix,
      summary: "A matrix with a vector added to the column at an index.",
      signature: Signature(
        .exactly(3),
        .overloads([
          Overload(
            [
              .value(.mat(.variable(0), .variable(1))), .index(.variable(1)),
              .value(.vec(.variable(0))),
            ], .mat(.variable(0), .variable(1)))
        ])),
      evaluation: .general { operands, _ throws(EvaluationFailure) in
        let columns = LinearAlgebra.transpose(operands[0])
        return LinearAlgebra.transpose(
          try columns.adding(operands[2].elements, at: [operands[1].real]))
      },
      derivative: .pushforward(
        .call("%add-column", .dx, .y, .tangent(2)),
        transpose: Transpose {
          .term($0.position == 0 ? .cotangent : .call("col", .cotangent, .y))
        }),
      torch: TorchEmission(
        .custom { call in
          let columns = PythonExpression.attribute(call.tensor(0), "mT")
          return .attribute(.call("add_row", columns, call.tensor(1), call.tensor(2)), "mT")
        }, helpers: [.addRow]),
      native: .update(NativeUpdates.addColumn),
      domain: "The index is truncated toward zero; outside the matrix it is an error.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.mat([1, 2, 3], [4, 5, 6]), .real(0), .vec(7, -8)],
          [.mat([1, 2, 3], [4, 5, 6]), .real(2), .vec(1e3, 0.5)],
          [.mat([7]), .real(0), .vec(3)],
        ],
        special: [[.mat([1, 2], [3, .nan]), .real(1.9), .vec(.infinity, 1)]])),
    Primitive(
      name: "%add-slice", aliases: [], family: .vector,
      summary: """
        A vector with a shorter one added to its elements from index `i` to before index `j`, both \
        constants.
        """,
      signature: Signature(
        .exactly(4),
        .overloads([
          Overload(
            [
              .value(.vec(.variable(0))), .staticBound(.variable(0)), .staticBound(.variable(0)),
              .value(.vec(.span(0, 1))),
            ], .vec(.variable(0)))
        ])),
      evaluation: .general { operands, bounds in
        var elements = operands[0].elements
        for (offset, element) in operands[1].elements.enumerated() {
          elements[bounds[0] + offset] += element
        }
        return .vec(elements)
      },
      derivative: .multilinear(
        .jointly,
        transpose: Transpose { use in
          guard use.position == 1 else { return .term(.cotangent) }
          return .term(.apply("slice", [.cotangent], attributes: use.attributes))
        }),
      torch: TorchEmission(
        .custom { call in
          .call("add_slice", call.tensor(0), call.tensor(1), .int(call.attributes[0]))
        }, helpers: [.addSlice]),
      native: .update(NativeUpdates.addSlice, addsRun: true),
      domain: "Everywhere; the range must lie inside the vector.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.vec(1, 2, 3), .attribute(0), .attribute(2), .vec(4, 5)],
          [.vec(1, 2, 3), .attribute(1), .attribute(3), .vec(4, 5)],
          [.vec(1, 2, 3), .attribute(2), .attribute(3), .vec(-7)],
        ],
        special: [[.vec(.nan, 1, .infinity), .attribute(1), .attribute(3), .vec(2, -.infinity)]])),
    Primitive(
      name: "%sum", aliases: [], family: .matrix,
      summary: "The sum of the elements of a matrix.",
      signature: Signature(
        .exactly(1),
        .overloads([Overload([.value(.mat(.variable(0), .variable(1)))], .real)])),
      evaluation: .general { operands, _ in .real(operands[0].elements.reduce(0, +)) },
      derivative: .multilinear(.each([0]), transpose: .term(.cotangent)),
      torch: TorchEmission(
        .custom { $0.tensor(0).method("sum", .tuple([.int(-2), .int(-1)])) }),
      native: .elements(NativeMatrices.sum),
      domain: "Everywhere.",
      isTotal: true,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4])], [.mat([5])], [.mat([0.1, 0.2, 0.3], [0.4, 1e3, -2])],
        ],
        special: [[.mat([.infinity, -.infinity])], [.mat([.nan], [1])]])),
  ]
}

extension PythonHelper {
  /// An addition to one element of a vector.
  fileprivate static let addAt = PythonHelper(
    "add_at",
    source: """
      def add_at(v, i, x):
          \"\"\"Add to the element of a vector at an index.\"\"\"
          places = torch.arange(v.shape[-1], device=v.device) == i.trunc().unsqueeze(-1)
          return v + torch.where(places, x.unsqueeze(-1), torch.zeros_like(x).unsqueeze(-1))
      """)

  /// An addition to one element of a matrix.
  fileprivate static let addAtPlace = PythonHelper(
    "add_at_place", requires: [addAt, addRow],
    source: """
      def add_at_place(m, i, j, x):
          \"\"\"Add to the element of a matrix at a row and a column.\"\"\"
          return add_row(m, i, add_at(torch.zeros_like(m[..., 0, :]), j, x))
      """)

  /// An addition to one row of a matrix.
  fileprivate static let addRow = PythonHelper(
    "add_row",
    source: """
      def add_row(m, i, v):
          \"\"\"Add to the row of a matrix at an index.\"\"\"
          rows = torch.arange(m.shape[-2], device=m.device) == i.trunc().unsqueeze(-1)
          v = v.unsqueeze(-2)
          return m + torch.where(rows.unsqueeze(-1), v, torch.zeros_like(v))
      """)

  /// An addition to a range of a vector.
  fileprivate static let addSlice = PythonHelper(
    "add_slice",
    source: """
      def add_slice(v, w, start):
          \"\"\"Add a vector to the elements of another from an index on.\"\"\"
          end = v.shape[-1] - start - w.shape[-1]
          return v + torch.nn.functional.pad(w, (start, end))
      """)
}
