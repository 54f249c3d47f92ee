import IR
import Primitives
import Types

/// Finds out whether a constant or primitive has been computed before: a hash table with open
/// addressing. What was added last is forgotten first.
struct ComputedOperations {
  private struct Entry {
    let hash: UInt64
    let operation: Operation
    let result: ValueID
    /// Of the result.
    let type: Type
  }

  /// No program can be written to make its hashes collide.
  private static let seed = UInt64.random(in: .min ... .max)

  private var entries: [Entry] = []
  /// Positions of entries, each at or behind the place that its hash says; −1 for none.
  private var places: [Int32] = Array(repeating: -1, count: 64)

  /// How many operations are known.
  var count: Int { entries.count }

  /// The result of the same operation before, or else of this one, which is known from now on.
  mutating func first(_ operation: Operation, _ result: ValueID, of type: Type) -> ValueID {
    let hash = operation.hash(seed: ComputedOperations.seed)
    var place = home(of: hash)
    while places[place] >= 0 {
      let position = Int(places[place])
      if entries[position].hash == hash, entries[position].operation.isSame(as: operation),
        // The type of a primitive's result follows from its operands.
        entries[position].type == type
      {
        return entries[position].result
      }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = Int32(entries.count)
    entries.append(Entry(hash: hash, operation: operation, result: result, type: type))
    if 2 * entries.count > places.count { grow() }
    return result
  }

  /// Forgets all but so many operations.
  mutating func forget(from count: Int) {
    if count == 0 { self = ComputedOperations() }
    // Nothing stands behind the last entry that has come after it, so that it leaves no gap.
    while entries.count > count {
      var place = home(of: entries[entries.count - 1].hash)
      while Int(places[place]) != entries.count - 1 { place = (place + 1) & (places.count - 1) }
      places[place] = -1
      entries.removeLast()
    }
  }

  private func home(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (places.count - 1) }

  private mutating func grow() {
    places = Array(repeating: -1, count: 4 * places.count)
    for position in entries.indices {
      var place = home(of: entries[position].hash)
      while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(position)
    }
  }
}

extension Operation {
  /// The same for operations that are the same.
  fileprivate func hash(seed: UInt64) -> UInt64 {
    switch self {
    case .constant(let number): return mixed(seed, number.bitPattern)
    case .primitive(let id, let operands, let attributes):
      var hash = mixed(~seed, UInt64(UInt32(bitPattern: id.index)))
      for operand in operands { hash = mixed(hash, UInt64(UInt32(bitPattern: operand.index))) }
      for attribute in attributes { hash = mixed(hash, UInt64(bitPattern: Int64(attribute))) }
      return hash
    default: return 0
    }
  }

  /// Whether it is the same constant, to the bit, or primitive of the same operands.
  fileprivate func isSame(as other: Operation) -> Bool {
    switch (self, other) {
    case (.constant(let first), .constant(let second)): first.bitPattern == second.bitPattern
    case (
      .primitive(let id, let operands, let attributes),
      .primitive(let otherID, let others, let otherAttributes)
    ):
      id == otherID && operands == others && attributes == otherAttributes
    default: false
    }
  }
}

/// A hash of what has been hashed so far and one more word. Words that follow each other, as numbers
/// of values do, are scattered.
private func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
  let product = (hash ^ word &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(
    by: 0xD6E8_FEB8_6659_FD93)
  return product.high ^ product.low
}
