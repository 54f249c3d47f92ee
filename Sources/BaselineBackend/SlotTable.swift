/// Which places of the frame are in use. Several values can have the same one.
struct SlotTable {
  /// How many values have each slot.
  private var uses: [Int32] = []
  private var free: [Int32] = []
  /// Those that were made since unused ones were looked for.
  private var made: [Int32] = []

  /// How many there are.
  var count: Int { uses.count }

  /// A slot that no value has yet.
  mutating func make() -> Int32 {
    let slot: Int32
    if let last = free.popLast() {
      slot = last
    } else {
      slot = Int32(uses.count)
      uses.append(0)
    }
    made.append(slot)
    return slot
  }

  mutating func retain(_ slot: Int32) { uses[Int(slot)] += 1 }

  mutating func release(_ slot: Int32) {
    uses[Int(slot)] -= 1
    if uses[Int(slot)] == 0 { free.append(slot) }
  }

  /// Frees the slots that were made for no value.
  mutating func releaseUnused() {
    for slot in made where uses[Int(slot)] == 0 { free.append(slot) }
    made.removeAll(keepingCapacity: true)
  }
}
