import Primitives

/// Applies functions of numbers to every element of their operands.
enum Elementwise {
  /// The value of a primitive; scalars beside vectors and matrices are broadcast.
  static func apply(_ evaluation: Evaluation, _ operands: [Value], _ attributes: [Int])
    throws(EvaluationFailure) -> Value
  {
    switch evaluation {
    case .unary(let function): map(operands) { function($0[0]) }
    case .binary(let function): map(operands) { function($0[0], $0[1]) }
    case .variadic(let function): map(operands, function)
    case .general(let function): try function(operands, attributes)
    }
  }

  private static func map(_ operands: [Value], _ function: ([Double]) -> Double) -> Value {
    let shape = operands.first { !$0.shape.isEmpty }?.shape ?? []
    let columns = operands.map { (elements: $0.elements, isScalar: $0.shape.isEmpty) }
    var row = [Double](repeating: 0, count: operands.count)
    let elements = (0..<shape.reduce(1, *)).map { index in
      for (position, column) in columns.enumerated() {
        row[position] = column.elements[column.isScalar ? 0 : index]
      }
      return function(row)
    }
    return Value(shape: shape, elements: elements)
  }
}
