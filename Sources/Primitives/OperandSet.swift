/// Some of the operands of a primitive, by their positions; from position 63 on all are in it, or none.
struct OperandSet: Sendable {
  private var bits: UInt64 = 0

  /// The operands at the positions up to 63 for which this holds.
  init(where isMember: (Int) -> Bool) {
    for position in 0...OperandSet.last where isMember(position) { bits |= 1 << position }
  }

  func contains(_ position: Int) -> Bool { bits >> UInt64(min(position, OperandSet.last)) & 1 != 0 }

  private static let last = 63
}
