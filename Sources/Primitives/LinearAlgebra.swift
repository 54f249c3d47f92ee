/// Small dense linear algebra for the reference evaluator; matrices are arrays row by row.
enum LinearAlgebra {
  /// The inner product.
  static func dot(_ left: some Sequence<Double>, _ right: some Sequence<Double>) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The Euclidean length.
  static func norm(_ vector: [Double]) -> Double { dot(vector, vector).squareRoot() }

  /// The cross product of three elements each.
  static func cross(_ left: [Double], _ right: [Double]) -> [Double] {
    (0..<3).map { index in
      let (next, last) = ((index + 1) % 3, (index + 2) % 3)
      return left[next] * right[last] - left[last] * right[next]
    }
  }
}

extension LinearAlgebra {
  /// The product of a matrix and a matrix, or a vector taken as one column.
  static func product(_ left: Value, _ right: Value) -> Value {
    let (rows, inner) = (left.shape[0], left.shape[1])
    let columns = right.shape.count == 2 ? right.shape[1] : 1
    let (left, right) = (left.elements, right.elements)
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for k in 0..<inner { sum += left[row * inner + k] * right[k * columns + column] }
        elements.append(sum)
      }
    }
    return .mat(rows: rows, columns: columns, elements: elements)
  }
}
