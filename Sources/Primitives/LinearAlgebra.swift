/// Small dense linear algebra for the reference evaluator.
enum LinearAlgebra {
  /// The inner product.
  static func dot(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The Euclidean length; of one element the absolute value, as PyTorch has it.
  static func norm(_ vector: [Double]) -> Double {
    vector.count == 1 ? vector[0].magnitude : dot(vector, vector).squareRoot()
  }

  /// The cross product of three elements each.
  static func cross(_ left: [Double], _ right: [Double]) -> [Double] {
    (0..<3).map { index in
      let (next, last) = ((index + 1) % 3, (index + 2) % 3)
      return left[next] * right[last] - left[last] * right[next]
    }
  }

  /// The product of a matrix and a matrix or vector, or of two vectors.
  static func product(
    _ left: Value, _ right: Value, by product: (Double, Double) -> Double = { $0 * $1 }
  ) -> Value {
    guard left.shape.count == 2 else {
      return .real(zip(left.elements, right.elements).reduce(0) { $0 + product($1.0, $1.1) })
    }
    let (rows, inner) = (left.shape[0], left.shape[1])
    let columns = right.shape.count == 2 ? right.shape[1] : 1
    let (first, second) = (left.elements, right.elements)
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for k in 0..<inner {
          sum += product(first[row * inner + k], second[k * columns + column])
        }
        elements.append(sum)
      }
    }
    return Value(shape: [rows] + right.shape.dropFirst(), elements: elements)
  }

  /// The identity matrix.
  static func identity(_ length: Int) -> Value {
    diagonal(.vec(Array(repeating: 1, count: length)))
  }

  /// The diagonal matrix of a vector, or the diagonal of a matrix.
  static func diagonal(_ value: Value) -> Value {
    let (length, elements) = (value.shape[0], value.elements)
    if value.shape.count == 2 { return .vec((0..<length).map { elements[$0 * length + $0] }) }
    var matrix = Array(repeating: 0.0, count: length * length)
    for index in 0..<length { matrix[index * length + index] = elements[index] }
    return .mat(rows: length, columns: length, elements: matrix)
  }

  /// Rows and columns exchanged.
  static func transpose(_ matrix: Value) -> Value {
    let (rows, columns, elements) = (matrix.shape[0], matrix.shape[1], matrix.elements)
    return .mat(
      rows: columns, columns: rows,
      elements: (0..<columns).flatMap { column in
        (0..<rows).map { row in elements[row * columns + column] }
      })
  }
}
