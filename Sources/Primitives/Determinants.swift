import PythonSyntax

extension Primitive {
  /// Determinants.
  static let determinants: [Primitive] = [
    Primitive(
      name: "det", aliases: [], family: .matrix,
      summary: "The determinant of a square matrix.",
      signature: Signature(
        .exactly(1),
        .overloads([Overload([.value(.mat(.variable(0), .variable(0)))], .real)])),
      evaluation: .general { operands, _ in .real(LinearAlgebra.determinant(operands[0])) },
      derivative: .pushforward(.call("%determinant-derivative", .x, .dx)),
      torch: TorchEmission(.custom(MatrixEmission.det), helpers: [.det]),
      native: .elements { call, _ in NativeElimination.determinant(call) },
      domain: """
        Everywhere, singular matrices included. In PyTorch, from four rows on, second derivatives \
        need a rank of at least one less than full.
        """,
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4])], [.mat([5])], [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10])],
          [.mat([2, 1, 0, 0], [1, 2, 1, 0], [0, 1, 2, 1], [0, 0, 1, 3])],
        ],
        special: [
          [.mat([1, 2], [2, 4])], [.mat([0, 0], [0, 0])], [.mat([0])],
          [.mat([1, 2, 3], [2, 4, 6], [3, 6, 9])], [.mat([.nan, 1], [1, 2])],
        ])),
    Primitive(
      name: "logdet", aliases: [], family: .matrix,
      summary: "The natural logarithm of the determinant of a square matrix.",
      signature: Signature(
        .exactly(1),
        .overloads([Overload([.value(.mat(.variable(0), .variable(0)))], .real)])),
      evaluation: .general { operands, _ in
        .real(LinearAlgebra.logarithmOfDeterminant(operands[0]))
      },
      derivative: .pushforward(.call("trace", .call("%tangent-solve", .x, .dx))),
      torch: TorchEmission(.custom { .call("logdet", $0.tensor(0)) }, helpers: [.logdet]),
      native: .elements { call, _ in NativeElimination.logarithmOfDeterminant(call) },
      domain: """
        Matrices of positive determinant; a negative determinant gives NaN, a singular matrix \
        negative infinity.
        """,
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([2, 1], [3, 4])], [.mat([5])], [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10])],
        ],
        special: [
          [.mat([1, 2], [3, 4])], [.mat([1, 2], [2, 4])], [.mat([0])], [.mat([.nan, 1], [1, 2])],
        ])),
    Primitive(
      name: "%determinant-derivative", aliases: [], family: .matrix,
      summary: """
        The derivative of the determinant of the first matrix in the directions of all others, of as \
        high an order as there are directions.
        """,
      signature: Signature(
        .between(2, 1 + maximumOrder),
        .overloads(
          (1...maximumOrder).map { order in
            let square = OperandPattern.value(.mat(.variable(0), .variable(0)))
            return Overload(Array(repeating: square, count: 1 + order), .real)
          })),
      evaluation: .general { operands, _ in
        .real(LinearAlgebra.determinantDerivative(of: operands[0], along: operands.dropFirst()))
      },
      derivative: .variadicPushforward(
        { directionalTangent(of: "%determinant-derivative", count: $0, maximum: maximumOrder) },
        transpose: Transpose { use in
          var operands = use.operands.indices.map(Formula.operand)
          operands.remove(at: use.position)
          return .term(.call("%tangent-product", .cotangent, .apply("%cofactors", operands)))
        }),
      torch: TorchEmission(
        .custom { call in
          .call(
            .name(PythonHelper.determinantDerivative.name), call.operands.map(\.tensor),
            keywords: [])
        }, helpers: [.determinantDerivative]),
      native: .elements { call, _ in NativeElimination.determinantDerivative(call) },
      domain: "Everywhere, singular matrices included; orders up to \(maximumOrder).",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4]), .mat([1, 0], [-1, 2])], [.mat([5]), .mat([2])],
          [.mat([1, 2], [3, 4]), .mat([1, 0], [-1, 2]), .mat([0, 1], [1, 1])],
          [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10]), .mat([1, 0, 2], [0, 1, 0], [3, 0, -1])],
        ],
        special: [
          [.mat([0, 0], [0, 0]), .mat([1, 0], [0, 1])],
          [.mat([0, 0], [0, 0]), .mat([1, 0], [0, 1]), .mat([1, 0], [0, 1])],
          [.mat([1, 2], [2, 4]), .mat([1, 0], [0, 0])],
        ])),
    Primitive(
      name: "%cofactors", aliases: [], family: .matrix,
      summary: """
        The derivatives of the determinant of the first matrix by its elements, themselves \
        differentiated in the directions of all others.
        """,
      signature: Signature(
        .between(1, maximumOrder),
        .overloads(
          (1...maximumOrder).map { order in
            let square = OperandPattern.value(.mat(.variable(0), .variable(0)))
            return Overload(
              Array(repeating: square, count: order), .mat(.variable(0), .variable(0)))
          })),
      evaluation: .general { operands, _ in
        LinearAlgebra.cofactors(of: operands[0], along: operands.dropFirst())
      },
      derivative: .variadicPushforward(
        { directionalTangent(of: "%cofactors", count: $0, maximum: maximumOrder - 1) },
        transpose: Transpose { use in
          var operands = use.operands.indices.map(Formula.operand)
          operands[use.position] = .cotangent
          return .term(.apply("%cofactors", operands))
        }),
      torch: TorchEmission(
        .custom { call in
          .call(.name(PythonHelper.cofactors.name), call.operands.map(\.tensor), keywords: [])
        }, helpers: [.cofactors]),
      native: .general(NativeElimination.cofactors),
      domain: "Everywhere, singular matrices included; up to \(maximumOrder - 1) directions.",
      isTotal: false,
      samples: Samples(
        regular: [
          [.mat([1, 2], [3, 4])], [.mat([5])], [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10])],
          [.mat([1, 2], [3, 4]), .mat([1, 0], [-1, 2])],
          [.mat([0, 2, 3], [1, 0, 6], [7, 8, 10]), .mat([1, 0, 2], [0, 1, 0], [3, 0, -1])],
        ],
        special: [[.mat([0, 0], [0, 0])], [.mat([1, 2], [2, 4])], [.mat([0])]])),
  ]

  /// The highest derivative of a determinant that has an exact rule.
  private static let maximumOrder = 8

  /// One direction more for the matrix, and one changed for each direction. Past the highest order
  /// the matrix counts as constant.
  private static func directionalTangent(of name: String, count: Int, maximum: Int) -> Formula {
    let operands = (0..<count).map(Formula.operand)
    let terms = (1..<count).map { changed in
      var operands = operands
      operands[changed] = .tangent(changed)
      return Formula.apply(name, operands)
    }
    let isHighest = count == 1 + maximum
    let first = isHighest ? [] : [Formula.apply(name, operands + [.dx])]
    let all = first + terms
    return all.dropFirst().reduce(all[0], +)
  }
}
