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
}
