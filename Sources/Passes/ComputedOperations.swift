import IR
import Primitives

/// Finds out whether a constant or primitive has been computed before. What was added last is
/// forgotten first.
///
/// The first few operations on a value, which nearly always are all, are a list of that value: its
/// place is near those that were looked at just before, as code uses what it has computed last. The
/// others and constants are in a hash table with open addressing.
struct ComputedOperations {
  private struct Entry {
    let operation: Operation
    let result: ValueID
    /// The entry before in the list of `key`, −1 for none, and how many come before it there.
    var previous: Int32 = -1
    var depth: Int32
  }

  /// A place of the table. It has the hash of its entry, as most entries are in no cache.
  private struct Place {
    var hash: UInt32 = 0
    /// The position of the entry; −1 for none.
    var entry: Int32 = -1
  }

  /// How long lists become.
  private static let longest: Int32 = 8

  private var entries: [Entry] = []
  /// The last entry in the list of each value; −1 for none.
  private var lists: [Int32]
  private var places = Array(repeating: Place(), count: 64)
  /// How many entries are in the table.
  private var tableCount = 0

  /// A table for a program with so many values; there can be more.
  init(valueCount: Int = 0) { lists = Array(repeating: -1, count: valueCount) }

  /// How many operations are known.
  var count: Int { entries.count }

  /// Makes room for so many operations in all.
  mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

  /// The result of the same operation before, or else of this one, which is known from now on.
  mutating func first(
    _ operation: Operation, _ result: ValueID, in program: Program
  ) -> ValueID {
    let type = program.type(of: result)
    func isSame(_ entry: Entry) -> Bool {
      entry.operation.isSame(as: operation) && program.type(of: entry.result) == type
    }
    guard let key = operation.latestOperand else {
      return firstInTable(operation, result, isSame)
    }
    while lists.count <= key { lists.append(-1) }
    let last = lists[key]
    var position = last
    while position >= 0 {
      if isSame(entries[Int(position)]) { return entries[Int(position)].result }
      position = entries[Int(position)].previous
    }
    let depth = last < 0 ? 0 : entries[Int(last)].depth + 1
    guard depth < ComputedOperations.longest else {
      return firstInTable(operation, result, isSame)
    }
    lists[key] = Int32(entries.count)
    entries.append(Entry(operation: operation, result: result, previous: last, depth: depth))
    return result
  }

  /// The same for what is in the table.
  private mutating func firstInTable(
    _ operation: Operation, _ result: ValueID, _ isSame: (Entry) -> Bool
  ) -> ValueID {
    let hash = operation.hash
    var place = home(of: hash)
    while places[place].entry >= 0 {
      let entry = Int(places[place].entry)
      if places[place].hash == hash, isSame(entries[entry]) { return entries[entry].result }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = Place(hash: hash, entry: Int32(entries.count))
    entries.append(
      Entry(operation: operation, result: result, depth: ComputedOperations.longest))
    tableCount += 1
    if 2 * tableCount > places.count { grow() }
    return result
  }

  /// Forgets all but so many operations.
  mutating func forget(from count: Int) {
    while let entry = entries.last, entries.count > count {
      if entry.depth < ComputedOperations.longest, let key = entry.operation.latestOperand {
        lists[key] = entry.previous
      } else {
        // Nothing stands behind it that has come after it, so that it leaves no gap.
        var place = home(of: entry.operation.hash)
        while Int(places[place].entry) != entries.count - 1 {
          place = (place + 1) & (places.count - 1)
        }
        places[place].entry = -1
        tableCount -= 1
      }
      entries.removeLast()
    }
  }

  private func home(of hash: UInt32) -> Int { Int(hash) & (places.count - 1) }

  /// Entries stay in the order in which they have come, as `forget` needs it.
  private mutating func grow() {
    places = Array(repeating: Place(), count: 4 * places.count)
    for (position, entry) in entries.enumerated()
    where entry.depth == ComputedOperations.longest {
      let hash = entry.operation.hash
      var place = home(of: hash)
      while places[place].entry >= 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Place(hash: hash, entry: Int32(position))
    }
  }
}

/// No program can be written to make its hashes collide.
private let seed = UInt64.random(in: .min ... .max)

extension Operation {
  /// The number of the value among its operands that has the highest one.
  fileprivate var latestOperand: Int? {
    guard case .primitive(_, let operands, _) = self else { return nil }
    var latest: Int32 = -1
    for operand in operands { latest = max(latest, operand.index) }
    return latest < 0 ? nil : Int(latest)
  }

  /// The same for operations that are the same.
  fileprivate var hash: UInt32 { UInt32(truncatingIfNeeded: wideHash) }

  private var wideHash: UInt64 {
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
