import IR
import Types

/// How a value is held where control flow joins and where functions meet.
enum Shape: Hashable {
  /// A double that is the same for all lanes.
  case host
  /// A number in each lane.
  case lanes
  /// So many numbers in registers.
  case elements(Int)
  /// So many numbers in memory.
  case memory(Int)
  case tape
  /// What is the same in every round: nothing is held.
  case unchanged

  /// How many registers it takes.
  var registerCount: Int {
    switch self {
    case .elements(let count): count
    case .unchanged: 0
    default: 1
    }
  }

  var isMemory: Bool { if case .memory = self { true } else { false } }
}

extension Type {
  /// How many numbers a value has; all sizes are known.
  var elementCount: Int {
    sizes.reduce(1) { count, size in
      guard let length = size.known else {
        preconditionFailure("neuralc bug: an open size in a kernel, please report it")
      }
      return count * length
    }
  }

  /// The lengths of its dimensions.
  var lengths: [Int] { sizes.map { $0.known ?? 0 } }
}
