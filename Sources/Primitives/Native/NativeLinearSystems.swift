extension NativeElimination {
  /// What a matrix must be multiplied by to give a vector or a matrix.
  static func solve(_ call: NativeCall) { solve(call) { $2 } }

  /// The same for tangents: of zeros it is zero, whatever the matrix.
  static func solveForTangent(_ call: NativeCall) {
    solve(call) { _, side, element in
      let moved = call.reduce(over: call.resultShape[0], from: call.builder.constant(0)) {
        row, count in
        let right =
          call.resultShape.count == 1 ? call.element(1, row) : call.element(1, row, side)
        return count + (right .!= 0).select(1, 0)
      }
      return (moved .== 0).select(0, element)
    }
  }

  /// The solution, of which each element (row, right-hand side, element) may still be changed.
  private static func solve(
    _ call: NativeCall, _ change: (NativeIndex, NativeIndex, NativeElement) -> NativeElement
  ) {
    let isVector = call.resultShape.count == 1
    let count = isVector ? 1 : call.resultShape[1]
    let system = NativeElimination(call, rightHandSides: count)
    system.fill { call.element(0, $0, $1) }
    call.forEach(system.length) { row in
      call.forEach(count) { side in
        system[row, side + system.length] =
          isVector ? call.element(1, row) : call.element(1, row, side)
      }
    }
    _ = system.eliminate()
    system.substitute { row, side, solution in
      let element = change(row, side, solution)
      if isVector {
        call.setResult(row, to: element)
      } else {
        call.setResult(row, side, to: element)
      }
    }
  }

  /// The inverse of a matrix.
  static func invert(_ call: NativeCall) {
    let length = call.resultShape[0]
    let system = NativeElimination(call, rightHandSides: length)
    system.fill { call.element(0, $0, $1) }
    call.forEach(length) { row in
      call.forEach(length) { side in
        system[row, side + length] = (row .== side).select(1, 0)
      }
    }
    _ = system.eliminate()
    system.substitute { call.setResult($0, $1, to: $2) }
  }

  /// The determinant: the product of the pivots.
  static func determinant(_ call: NativeCall) -> NativeElement {
    let system = NativeElimination(call)
    system.fill { call.element(0, $0, $1) }
    return system.determinant()
  }

  /// The same of the matrix that was filled in.
  private func determinant() -> NativeElement {
    let sign = eliminate()
    return call.reduce(over: length, from: sign) { $1 * self[$0, $0] }
  }

  /// The logarithm of the determinant, NaN where it is negative.
  static func logarithmOfDeterminant(_ call: NativeCall) -> NativeElement {
    let system = NativeElimination(call)
    system.fill { call.element(0, $0, $1) }
    let initial = [system.eliminate(), call.builder.constant(0)]
    let end = call.position(system.length)
    let total = call.reduce(from: call.position(0), to: end, initial) { index, total in
      let pivot = system[index, index]
      return [
        (pivot .< 0).select(-total[0], total[0]),
        total[1] + ElementaryFunction.log(pivot.magnitude),
      ]
    }
    let isUndefined = (total[0] .< 0) .& (total[1] .> -.infinity)
    return isUndefined.select(.nan, total[1])
  }

  /// The derivative of the determinant along the operands after the first: the sum, over all
  /// choices of one row for each, of the determinant with those rows taken from the directions.
  static func determinantDerivative(_ call: NativeCall) -> NativeElement {
    NativeElimination(call).sumOverRows([], unit: nil)
  }

  /// For each element that sum with the row of the element taken from the unit matrix's column.
  static func cofactors(_ call: NativeCall) {
    let system = NativeElimination(call)
    call.forEach(system.length) { row in
      call.forEach(system.length) { column in
        call.setResult(row, column, to: system.sumOverRows([], unit: (row, column)))
      }
    }
  }

  /// Where a row of an operand has nothing but zeros: it contributes nothing, also beside what is not
  /// finite.
  private func isZero(_ row: NativeIndex, ofOperand operand: Int) -> NativeMask {
    let moved = call.reduce(over: length, from: call.builder.constant(0)) { column, count in
      count + (call.element(operand, row, column) .!= 0).select(1, 0)
    }
    return moved .== 0
  }

  /// The part of that sum in which the first directions have their rows already, and in which a
  /// row may be that of a unit vector.
  private func sumOverRows(
    _ rows: [NativeIndex], unit: (row: NativeIndex, column: NativeIndex)?
  ) -> NativeElement {
    guard rows.count < call.operandShapes.count - 1 else {
      fill { row, column in
        let element = rows.enumerated().reduce(call.element(0, row, column)) { element, chosen in
          (row .== chosen.element).select(call.element(chosen.offset + 1, row, column), element)
        }
        guard let unit else { return element }
        return (row .== unit.row).select((column .== unit.column).select(1, 0), element)
      }
      return determinant()
    }
    return call.reduce(over: length, from: call.builder.constant(0)) { row, sum in
      let isUnit = unit.map { $0.row .== row } ?? call.builder.constant(false)
      let isTaken = rows.reduce(isUnit .| isZero(row, ofOperand: rows.count + 1)) {
        $0 .| ($1 .== row)
      }
      if isTaken.constant == true { return sum }
      return isTaken.select(sum, sum + sumOverRows(rows + [row], unit: unit))
    }
  }
}
