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
