/// Native code for elimination with partial pivoting, in the very order of the reference.
///
/// Rows are exchanged by selection, as each lane has its own pivots. Columns beside the square
/// matrix are carried along: right-hand sides, so that multiples need not be kept.
struct NativeElimination {
  let call: NativeCall
  /// The number of rows.
  let length: Int
  /// The number of columns, those of right-hand sides included.
  let width: Int
  /// The elements, row by row.
  private let elements: NativeArray
  /// The row of the pivot, with zeros where the pivot is zero.
  private let pivotRow: NativeArray

  init(_ call: NativeCall, rightHandSides: Int = 0) {
    self.call = call
    length = call.operandShapes[0][0]
    width = length + rightHandSides
    elements = call.builder.makeArray(count: length * width)
    pivotRow = call.builder.makeArray(count: length)
  }

  /// The element at a row and a column.
  subscript(row: NativeIndex, column: NativeIndex) -> NativeElement {
    get { elements[row * width + column] }
    nonmutating set { elements[row * width + column] = newValue }
  }

  /// Sets the square matrix.
  func fill(_ element: (NativeIndex, NativeIndex) -> NativeElement) {
    call.forEach(length) { row in
      call.forEach(length) { column in self[row, column] = element(row, column) }
    }
  }

  /// Makes zeros below the diagonal; gives 1 or -1 by the number of exchanges.
  func eliminate() -> NativeElement {
    call.reduce(over: length, from: call.builder.constant(1)) { column, sign in
      let best = rowOfPivot(column)
      exchange(column, with: best)
      subtractMultiples(of: column)
      return (best .== column.number).select(sign, -sign)
    }
  }

  /// The first row at or below the diagonal with the greatest element in a column, as a number.
  private func rowOfPivot(_ column: NativeIndex) -> NativeElement {
    let diagonal = [self[column, column].magnitude, column.number]
    return call.reduce(from: column + 1, to: call.position(length), diagonal) { row, best in
      let magnitude = self[row, column].magnitude
      let isGreater = magnitude .> best[0]
      return [isGreater.select(magnitude, best[0]), isGreater.select(row.number, best[1])]
    }[1]
  }

  /// Exchanges a row with one below it, from the diagonal on.
  private func exchange(_ pivot: NativeIndex, with best: NativeElement) {
    call.forEach(from: pivot + 1, to: call.position(length)) { row in
      let isBest = best .== row.number
      call.forEach(from: pivot, to: call.position(width)) { column in
        let (upper, lower) = (self[pivot, column], self[row, column])
        self[pivot, column] = isBest.select(lower, upper)
        self[row, column] = isBest.select(upper, lower)
      }
    }
  }

  /// Subtracts multiples of a row from those below it. A zero pivot leaves the matrix as it is: 0
  /// is subtracted, also where the row is not finite.
  private func subtractMultiples(of column: NativeIndex) {
    let (pivot, next) = (self[column, column], column + 1)
    let isZero = pivot .== 0
    call.forEach(from: next, to: call.position(length)) { index in
      pivotRow[index] = isZero.select(0, self[column, index])
    }
    call.forEach(from: next, to: call.position(length)) { row in
      let (element, quotient) = (self[row, column], self[row, column] / pivot)
      let multiple = isZero.select(0, quotient)
      call.forEach(from: next, to: call.position(length)) { index in
        self[row, index] = self[row, index] - multiple * pivotRow[index]
      }
      let multipleOfRight = isZero.select(element, quotient)
      call.forEach(from: call.position(length), to: call.position(width)) { index in
        self[row, index] = self[row, index] - multipleOfRight * self[column, index]
      }
    }
  }

  /// Solves for all right-hand sides, after elimination, and hands on the elements of the solutions
  /// (row, right-hand side, element).
  func substitute(_ use: (NativeIndex, NativeIndex, NativeElement) -> Void) {
    call.forEach(length) { index in
      let row = length - 1 - index
      call.forEach(width - length) { side in
        let column = side + length
        let rest = call.reduce(from: row + 1, to: call.position(length), [self[row, column]]) {
          [$1[0] - self[row, $0] * self[$0, column]]
        }
        self[row, column] = rest[0] / self[row, row]
        use(row, side, self[row, column])
      }
    }
  }
}
