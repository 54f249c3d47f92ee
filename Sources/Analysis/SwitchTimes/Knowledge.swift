import Primitives

/// What is known of a value while the independent variable runs through an interval.
enum Knowledge: Hashable, Sendable {
  /// The same all the time.
  case known(Value)
  /// A number that changes evenly: at the start, in the middle and at the end of the interval.
  case line(Double, Double, Double)
  /// Anything else, and whether it follows the independent variable, other than by switches that
  /// have been noted.
  case unknown(followsTime: Bool)

  /// Whether it follows the independent variable.
  var followsTime: Bool {
    switch self {
    case .known: false
    case .line: true
    case .unknown(let followsTime): followsTime
    }
  }

  /// What is known of a value that is one or the other.
  func joined(with other: Knowledge) -> Knowledge {
    self == other ? self : .unknown(followsTime: followsTime || other.followsTime)
  }

  /// The value at the start, in the middle (1) or at the end (2); `nil` where it is not known.
  func value(at moment: Int) -> Value? {
    switch self {
    case .known(let value): value
    case .line(let start, let middle, let end): .real([start, middle, end][moment])
    case .unknown: nil
    }
  }
}

extension Primitive {
  /// What an operation gives for such operands; `nil` where that is not to be had from them alone.
  func known(_ operands: [Knowledge], attributes: [Int]) -> Knowledge? {
    let isLine = operands.contains { if case .line = $0 { true } else { false } }
    let moments = isLine ? [0, 1, 2] : [0]
    var values: [Value] = []
    for moment in moments {
      let arguments = operands.compactMap { $0.value(at: moment) }
      guard arguments.count == operands.count,
        let value = try? evaluation.apply(arguments, attributes: attributes)
      else { return nil }
      values.append(value)
    }
    guard isLine else { return .known(values[0]) }
    for (position, operand) in operands.enumerated() {
      guard case .line = operand else { continue }
      if !isLinear(inOperand: position, of: operands.count) { return nil }
    }
    guard values[0].shape.isEmpty else { return nil }
    return line(values[0].real, values[1].real, values[2].real)
  }

  /// A line through three points; `nil` where they are on none, as those of a product of lines.
  private func line(_ start: Double, _ middle: Double, _ end: Double) -> Knowledge? {
    let size = max(abs(start), abs(middle), abs(end))
    guard size.isFinite, abs(start / 2 + end / 2 - middle) <= 1e-9 * size else { return nil }
    return .line(start, middle, end)
  }

  /// Whether two operands, and whatever the result says of them, are compared.
  func isComparison(of count: Int) -> Bool {
    guard case .zero = derivative, case .variadic = evaluation else { return false }
    return family == .comparison && count > 1
  }

  /// Whether the result jumps where an operand passes from one piece to the next: a rounding, a
  /// remainder, an index, but not a length.
  func jumps(inOperand position: Int, of count: Int) -> Bool {
    if torch.isInteger { return false }
    return !isRelevant(operand: position) || isOnlyLocallyLinear
  }
}
