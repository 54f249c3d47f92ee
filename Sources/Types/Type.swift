/// The type of a value.
package enum Type: Hashable, Sendable {
  case real
  case vec(Size)
  indirect case mat(Size, Size)  // The largest by far, and rare: nearly all values are reals.
  /// What a forward sweep keeps for the reverse sweep; only differentiation makes it, and nothing
  /// looks inside.
  case tape

  /// How many dimensions a value has beyond the batch.
  package var rank: Int {
    switch self {
    case .real: 0
    case .vec: 1
    case .mat: 2
    case .tape: preconditionFailure("neuralc bug: the rank of a tape, please report it")
    }
  }

  /// The lengths of those dimensions.
  package var sizes: [Size] {
    switch self {
    case .real: []
    case .vec(let size): [size]
    case .mat(let rows, let columns): [rows, columns]
    case .tape: preconditionFailure("neuralc bug: the sizes of a tape, please report it")
    }
  }
}

extension Type {
  /// How many numbers a value has; all sizes are known.
  package var elementCount: Int {
    if case .real = self { return 1 }
    return sizes.reduce(1) { count, size in
      guard let length = size.known else {
        preconditionFailure("neuralc bug: an open size in a kernel, please report it")
      }
      return count * length
    }
  }

  /// The lengths of its dimensions.
  package var lengths: [Int] { sizes.map { $0.known ?? 0 } }
}
