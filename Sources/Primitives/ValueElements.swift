extension Value {
  /// The same shape with every element changed.
  package func map(_ change: (Double) -> Double) -> Value {
    Value(shape: shape, elements: elements.map(change))
  }

  /// The element at as many indices as there are dimensions; each is truncated toward zero.
  func element(at indices: [Double]) throws(EvaluationFailure) -> Value {
    var position = 0
    for (index, length) in zip(indices, shape) {
      position = try position * length + Value.position(index, length: length)
    }
    return .real(elements[position])
  }

  /// The integer of an index that lies inside a dimension.
  private static func position(_ index: Double, length: Int) throws(EvaluationFailure) -> Int {
    guard index > -1, index < Double(length) else {
      throw .indexOutOfRange(index: index, length: length)
    }
    return Int(index)
  }

  /// The same with numbers added from a position on: indices, each truncated toward zero, as far as
  /// there are.
  func adding(_ numbers: [Double], at indices: [Double]) throws(EvaluationFailure) -> Value {
    var position = 0
    for (dimension, length) in shape.enumerated() {
      position *= length
      if dimension < indices.count {
        position += try Value.position(indices[dimension], length: length)
      }
    }
    var elements = elements
    for (offset, number) in numbers.enumerated() { elements[position + offset] += number }
    return Value(shape: shape, elements: elements)
  }

  /// A row of a matrix.
  func row(at index: Double) throws(EvaluationFailure) -> Value {
    let row = try Value.position(index, length: shape[0])
    return .vec(Array(elements[row * shape[1]..<(row + 1) * shape[1]]))
  }

  /// A column of a matrix.
  func col(at index: Double) throws(EvaluationFailure) -> Value {
    let column = try Value.position(index, length: shape[1])
    return .vec(stride(from: column, to: elements.count, by: shape[1]).map { elements[$0] })
  }
}
