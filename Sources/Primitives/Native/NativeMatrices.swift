/// Native code of operations on matrices.
enum NativeMatrices {
  /// An element of the diagonal matrix of a vector, or of the diagonal of a matrix.
  static func diag(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    guard indices.count == 2 else { return call.element(0, indices[0], indices[0]) }
    let isDiagonal = indices[0] .== indices[1]
    if isDiagonal.constant == false { return call.builder.constant(0) }
    return isDiagonal.select(call.element(0, indices[0]), 0)
  }

  /// An element of the product of a matrix and a matrix or vector, or of two vectors.
  static func product(
    _ call: NativeCall, _ indices: [NativeIndex],
    by product: (NativeElement, NativeElement) -> NativeElement
  ) -> NativeElement {
    guard let row = indices.first else {
      return call.sum(over: call.operandShapes[0][0]) {
        product(call.element(0, $0), call.element(1, $0))
      }
    }
    return call.reduce(over: call.operandShapes[0][1], from: call.builder.constant(0)) {
      inner, sum in
      let right =
        indices.count == 1 ? call.element(1, inner) : call.element(1, inner, indices[1])
      return sum + product(call.element(0, row, inner), right)
    }
  }

  /// The same of ordinary products.
  static func product(_ call: NativeCall, _ indices: [NativeIndex]) -> NativeElement {
    product(call, indices, by: *)
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
