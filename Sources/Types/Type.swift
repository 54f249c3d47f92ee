/// The type of a value.
package enum Type: Hashable, Sendable {
  case real
  case vec(Size)
  case mat(Size, Size)
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
