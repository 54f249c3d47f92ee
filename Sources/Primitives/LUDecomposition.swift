#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A square matrix as a product of two triangular ones, by elimination with partial pivoting.
///
/// A zero pivot is no error: what is computed from it is infinite or NaN, as IEEE arithmetic says.
private struct LUDecomposition {
  let length: Int
  /// Both triangles, row by row; the unit diagonal of the lower one is not stored.
  private(set) var factors: [Double]
  /// Row `i` of the factors comes from row `rows[i]` of the matrix.
  private(set) var rows: [Int]
  /// 1 or -1 by the number of exchanges.
  private(set) var sign = 1.0

  init(_ matrix: Value) {
    length = matrix.shape[0]
    factors = matrix.elements
    rows = Array(0..<length)
    for column in 0..<length { eliminate(column) }
  }

  /// The diagonal of the upper triangle.
  var pivots: [Double] { (0..<length).map { factors[$0 * length + $0] } }

  /// Makes zeros below the diagonal, as multiples of the row with the greatest element.
  private mutating func eliminate(_ column: Int) {
    exchange(column, with: pivotRow(column))
    let pivot = factors[column * length + column]
    guard pivot != 0 else { return }
    for row in column + 1..<Swift.max(length, column + 1) {
      let multiple = factors[row * length + column] / pivot
      factors[row * length + column] = multiple
      for k in column + 1..<Swift.max(length, column + 1) {
        factors[row * length + k] -= multiple * factors[column * length + k]
      }
    }
  }

  /// The row at or below the diagonal with the greatest element in a column.
  private func pivotRow(_ column: Int) -> Int {
    var best = column
    for row in column..<length
    where factors[row * length + column].magnitude > factors[best * length + column].magnitude {
      best = row
    }
    return best
  }

  private mutating func exchange(_ first: Int, with second: Int) {
    guard first != second else { return }
    for k in 0..<length { factors.swapAt(first * length + k, second * length + k) }
    rows.swapAt(first, second)
    sign = -sign
  }

  /// The solution for one right-hand side.
  func solve(_ right: [Double]) -> [Double] {
    var solution = rows.map { right[$0] }
    for row in 0..<length {
      for k in 0..<row { solution[row] -= factors[row * length + k] * solution[k] }
    }
    for row in (0..<length).reversed() {
      for k in row + 1..<Swift.max(length, row + 1) {
        solution[row] -= factors[row * length + k] * solution[k]
      }
      solution[row] /= factors[row * length + row]
    }
    return solution
  }
}

extension LinearAlgebra {
  /// What a matrix must be multiplied by to give a vector or a matrix.
  static func solve(_ matrix: Value, _ right: Value) -> Value {
    let decomposition = LUDecomposition(matrix)
    guard case .mat(_, let columns, let elements) = right else {
      return .vec(decomposition.solve(right.elements))
    }
    let solutions = (0..<columns).flatMap { column in
      decomposition.solve(
        stride(from: column, to: elements.count, by: columns).map { elements[$0] })
    }
    return transpose(.mat(rows: columns, columns: matrix.shape[0], elements: solutions))
  }

  /// The determinant: the product of the pivots.
  static func determinant(_ matrix: Value) -> Double {
    let decomposition = LUDecomposition(matrix)
    return decomposition.pivots.reduce(decomposition.sign, *)
  }

  /// Its logarithm, NaN where it is negative.
  static func logarithmOfDeterminant(_ matrix: Value) -> Double {
    let decomposition = LUDecomposition(matrix)
    let sign = decomposition.pivots.reduce(decomposition.sign) { $1 < 0 ? -$0 : $0 }
    let sum = decomposition.pivots.reduce(0) { $0 + log($1.magnitude) }
    return sign < 0 && sum > -.infinity ? .nan : sum
  }

  /// The derivative of the determinant in several directions: the sum, over all choices of one row
  /// for each direction, of the determinant with those rows taken from the directions.
  static func determinantDerivative(of matrix: Value, along directions: ArraySlice<Value>) -> Double
  {
    var rows = Array(repeating: Optional<Value>.none, count: matrix.shape[0])
    return sumOverRows(of: matrix, directions, &rows)
  }

  /// The derivatives of such a derivative by the elements of one direction more.
  static func cofactors(of matrix: Value, along directions: ArraySlice<Value>) -> Value {
    let length = matrix.shape[0]
    let identity = identity(length).elements
    let elements = (0..<length * length).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: length)
      var rows = Array(repeating: Optional<Value>.none, count: length)
      // The row of the element is that of a unit vector.
      let unit = Array(identity[column * length..<(column + 1) * length])
      rows[row] = Value(
        shape: matrix.shape, elements: (0..<length).flatMap { _ in unit })
      return sumOverRows(of: matrix, directions, &rows)
    }
    return Value(shape: matrix.shape, elements: elements)
  }

  /// The solution for a tangent: of zeros it is zero, whatever the matrix.
  static func solveForTangent(_ matrix: Value, _ right: Value) -> Value {
    let columns = right.shape.count == 2 ? right.shape[1] : 1
    var solution = solve(matrix, right).elements
    for column in 0..<columns {
      let places = stride(from: column, to: solution.count, by: columns)
      guard places.allSatisfy({ right.elements[$0] == 0 }) else { continue }
      for place in places { solution[place] = 0 }
    }
    return Value(shape: right.shape, elements: solution)
  }

  /// The part of that sum in which some directions have their rows already.
  private static func sumOverRows(
    of matrix: Value, _ directions: ArraySlice<Value>, _ rows: inout [Value?]
  ) -> Double {
    guard let direction = directions.first else {
      let length = rows.count
      let elements = rows.indices.flatMap { row in
        (rows[row] ?? matrix).elements[row * length..<(row + 1) * length]
      }
      return determinant(.mat(rows: length, columns: length, elements: elements))
    }
    var sum = 0.0
    // What does not move contributes nothing, also beside what is not finite.
    for row in rows.indices where rows[row] == nil && !direction.isZero(row: row) {
      rows[row] = direction
      sum += sumOverRows(of: matrix, directions.dropFirst(), &rows)
      rows[row] = nil
    }
    return sum
  }
}

extension Value {
  /// Whether a row of a matrix has nothing but zeros.
  fileprivate func isZero(row: Int) -> Bool {
    elements[row * shape[1]..<(row + 1) * shape[1]].allSatisfy { $0 == 0 }
  }
}
