extension Evaluation {
  /// The value of a primitive at operands, scalars broadcast where it is elementwise.
  package func apply(_ operands: [Value], attributes: [Int]) throws(EvaluationFailure) -> Value {
    switch self {
    case .unary(let function): Evaluation.lift(operands) { function($0[0]) }
    case .binary(let function): Evaluation.lift(operands) { function($0[0], $0[1]) }
    case .variadic(let function): Evaluation.lift(operands, function)
    case .general(let function): try function(operands, attributes)
    }
  }

  /// Applies a function of reals to each element.
  private static func lift(_ operands: [Value], _ function: ([Double]) -> Double) -> Value {
    guard let shape = operands.first(where: { !$0.shape.isEmpty })?.shape else {
      return .real(function(operands.map(\.real)))
    }
    let columns = operands.map { (elements: $0.elements, isScalar: $0.shape.isEmpty) }
    let count = shape.reduce(1, *)
    return Value(
      shape: shape,
      elements: (0..<count).map { position in
        function(columns.map { $0.isScalar ? $0.elements[0] : $0.elements[position] })
      })
  }
}
