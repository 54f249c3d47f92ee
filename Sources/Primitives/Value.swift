import Types

/// A value of the reference evaluator: float64 throughout.
package enum Value: Hashable, Sendable {
  case real(Double)
  case vec([Double])
  /// `elements` row by row, `rows * columns` of them.
  case mat(rows: Int, columns: Int, elements: [Double])

  /// The numbers, row by row.
  package var elements: [Double] {
    switch self {
    case .real(let value): [value]
    case .vec(let elements): elements
    case .mat(_, _, let elements): elements
    }
  }

  /// The lengths of the dimensions.
  package var shape: [Int] {
    switch self {
    case .real: []
    case .vec(let elements): [elements.count]
    case .mat(let rows, let columns, _): [rows, columns]
    }
  }

  package init(shape: [Int], elements: [Double]) {
    switch shape.count {
    case 0: self = .real(elements[0])
    case 1: self = .vec(elements)
    default: self = .mat(rows: shape[0], columns: shape[1], elements: elements)
    }
  }

  /// The number; the type checker has seen to it that there is one.
  package var real: Double {
    guard case .real(let value) = self else {
      preconditionFailure("neuralc bug: a real was expected, please report it")
    }
    return value
  }

  /// Whether a condition counts as true: any number but zero, NaN too.
  package var isTrue: Bool { real != 0 }
}
