/// How the code of a primitive reaches an operand.
enum OperandAccess {
  /// A real.
  case scalar(LaneBuilder.Entry)
  /// An index that has been checked.
  case index(Index)
  /// A vector or matrix, row by row.
  case registers([LaneBuilder.Entry])
  /// Its address.
  case memory(String)

  /// A position that has been checked.
  enum Index {
    case constant(Int)
    case position(LaneBuilder.Position)
  }
}
