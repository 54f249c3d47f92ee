/// Native code of operations on matrices.
enum NativeMatrices {
  /// An element of the diagonal matrix of a vector, or of the diagonal of a matrix.
  static func diag(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    guard indices.count == 2 else { return call.element(0, indices[0], indices[0]) }
    let isDiagonal = indices[0] .== indices[1]
    if isDiagonal.constant == false { return call.builder.constant(0) }
    return isDiagonal.select(call.element(0, indices[0]), 0)
  }

  /// An element of the product of a matrix and a matrix or vector.
  static func product(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    call.reduce(over: call.operandShapes[0][1], from: call.builder.constant(0)) { inner, sum in
      let right =
        indices.count == 1 ? call.element(1, inner) : call.element(1, inner, indices[1])
      return sum + call.element(0, indices[0], inner) * right
    }
  }

  /// The sum of all elements.
  static func sum(_ call: NativeCall, _: [NativeIndex]) -> NativeElement {
    let (rows, columns) = (call.operandShapes[0][0], call.operandShapes[0][1])
    return call.reduce(over: rows, from: call.builder.constant(0)) { row, sum in
      call.reduce(over: columns, from: sum) { column, sum in sum + call.element(0, row, column) }
    }
  }

  /// The sum of the diagonal.
  static func trace(_ call: NativeCall, _: [NativeIndex]) -> NativeElement {
    call.reduce(over: call.operandShapes[0][0], from: call.builder.constant(0)) { index, sum in
      sum + call.element(0, index, index)
    }
  }
}
