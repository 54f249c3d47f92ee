import PythonSyntax

/// What `min` and `max`, `vmin` and `vmax` have in common.
enum Extremum {
  /// The smallest number, NaN if any is NaN, infinity if there is none.
  static func smallest(_ numbers: [Double]) -> Double {
    numbers.dropFirst().reduce(numbers.first ?? .infinity) {
      $0.isNaN || $0 < $1 ? $0 : $1 < $0 ? $1 : nanOr($0, $1)
    }
  }

  /// The largest number, NaN if any is NaN, negative infinity if there is none.
  static func largest(_ numbers: [Double]) -> Double {
    numbers.dropFirst().reduce(numbers.first ?? -.infinity) {
      $0.isNaN || $0 > $1 ? $0 : $1 > $0 ? $1 : nanOr($0, $1)
    }
  }

  /// Of two numbers that tie or cannot be compared, the one that decides.
  private static func nanOr(_ first: Double, _ second: Double) -> Double {
    second.isNaN ? second : first
  }

  /// The tangent of an extremum of `count` operands, where `comparison` holds of an operand that
  /// loses and one that wins: the mean of the tangents of all operands that equal the result. For
  /// two operands it is spelled so that NaN gives what PyTorch gives.
  static func tangent(count: Int, isBehind comparison: String) -> Formula {
    switch count {
    case 1: return .dx
    case 2:
      let tie = Formula.call("=", .x, .y)
      return .call("select", tie, 0.5, .call("not", .call(comparison, .x, .y))) * .dx
        + .call("select", tie, 0.5, .call("not", .call(comparison, .y, .x))) * .dy
    default:
      let wins = (0..<count).map { Formula.call("=", .operand($0), .result) }
      let tangents = wins.enumerated().map { $0.element * .tangent($0.offset) }
      return balancedSum(tangents[...]) * (1 / balancedSum(wins[...]))
    }
  }

  /// The sum of at least one term as a tree of logarithmic depth.
  private static func balancedSum(_ terms: ArraySlice<Formula>) -> Formula {
    guard terms.count > 1 else { return terms[terms.startIndex] }
    let middle = terms.startIndex + terms.count / 2
    return balancedSum(terms[..<middle]) + balancedSum(terms[middle...])
  }

  /// The tangent of an extremum of the elements of a vector: the mean over those that equal it.
  static let tangentOfElements = Formula.call(
    "select", .call("=", .call("vlen", .x), 0), 0,
    .call("%tangent-matmul", .call("=", .x, .result), .dx)
      * (1 / .call("vsum", .call("=", .x, .result))))

  /// `v.amax(-1)`, which needs at least one element; where there may be none, the helper.
  static func reduction(_ name: String, orNone helper: PythonHelper) -> TorchEmission {
    TorchEmission(
      .custom { call in
        let vector = call.operands[0]
        if case .int(1...) = vector.sizes[0] { return vector.tensor.method(name, .int(-1)) }
        return .call(.name(helper.name), [vector.tensor], keywords: [])
      }, helpers: [helper])
  }

  /// One operand is itself, two have a function, more are reduced along a new last dimension.
  static func torch(two: String, many: String) -> TorchEmission {
    TorchEmission(
      .custom { call in
        let operands = call.operands.map(\.tensor)
        switch operands.count {
        case 1: return operands[0]
        case 2: return .call(.dotted(two), operands, keywords: [])
        default:
          return .call(.name(PythonHelper.stack.name), operands, keywords: [])
            .method(many, .int(-1))
        }
      }, helpers: [.stack])
  }

  /// Two and more operands, without and with ties.
  static let samples = Samples.points(
    [[1, 2], [-3.5, 0.25], [1e6, 1e-6], [3, 1, 2], [-1, -4, 2.5, 0], [7]],
    special: [
      [1, 1], [0, -0.0], [2, 2, 2], [3, 1, 3], [.infinity, .infinity], [-.infinity, 1],
      [.nan, 1], [1, .nan], [1, .nan, 2],
    ])
}
