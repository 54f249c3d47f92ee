/// Native code that changes some elements of the first operand.
enum NativeUpdates {
  /// One number more at the indices between the first and the last operand.
  static func addAt(_ call: NativeCall) {
    let last = call.operandShapes.count - 1
    let value = call.element(last)
    if last == 2 {
      let index = call.index(1)
      call.setResult(index, to: call.element(0, index) + value)
    } else {
      let (row, column) = (call.index(1), call.index(2))
      call.setResult(row, column, to: call.element(0, row, column) + value)
    }
  }

  /// A vector more in one row.
  static func addRow(_ call: NativeCall) {
    let row = call.index(1)
    call.forEach(call.resultShape[1]) { column in
      call.setResult(row, column, to: call.element(0, row, column) + call.element(2, column))
    }
  }

  /// A vector more in one column.
  static func addColumn(_ call: NativeCall) {
    let column = call.index(1)
    call.forEach(call.resultShape[0]) { row in
      call.setResult(row, column, to: call.element(0, row, column) + call.element(2, row))
    }
  }

  /// A vector more in a range.
  static func addSlice(_ call: NativeCall) {
    call.forEach(call.operandShapes[1][0]) { offset in
      let index = offset + call.attributes[0]
      call.setResult(index, to: call.element(0, index) + call.element(1, offset))
    }
  }
}
