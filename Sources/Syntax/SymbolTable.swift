/// Gives every spelling its symbol, without making a string of each occurrence.
///
/// An open-addressing table over slices of the source. Hashes are the library's seeded ones, so
/// that no text can be written to make them collide.
struct SymbolTable {
  /// Where a symbol first stood.
  private struct Entry {
    let start: Int32
    let count: Int32
    let hash: UInt32
    let symbol: Int32
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var entries: [Entry] = []
  /// Positions in `entries`, or -1; the size is a power of two.
  private var slots = [Int32](repeating: -1, count: 64)
  /// Spellings beyond ASCII by canonical equivalence, so that both ways of writing `é` are one name.
  private var equivalents: [String: Int32] = [:]
  private(set) var spellings: [String] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The symbol that is spelled by the bytes of a range.
  mutating func symbol(_ start: Int, _ end: Int) -> SyntaxTree.Symbol {
    let count = end - start
    var hasher = Hasher()
    hasher.combine(
      bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<end]))
    let hash = UInt32(truncatingIfNeeded: hasher.finalize())
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] >= 0 {
      let entry = entries[Int(slots[slot])]
      if entry.hash == hash, entry.count == count, same(Int(entry.start), start, count) {
        return SyntaxTree.Symbol(Int(entry.symbol))
      }
      slot = (slot + 1) & mask
    }
    return insert(
      Entry(
        start: Int32(start), count: Int32(count), hash: hash, symbol: spell(start, end)),
      at: slot)
  }

  /// Whether two slices hold the same bytes.
  private func same(_ left: Int, _ right: Int, _ count: Int) -> Bool {
    for offset in 0..<count where bytes[left + offset] != bytes[right + offset] { return false }
    return true
  }

  /// The number of a spelling that is new as bytes.
  private mutating func spell(_ start: Int, _ end: Int) -> Int32 {
    let slice = UnsafeBufferPointer(rebasing: bytes[start..<end])
    let spelling = String(decoding: slice, as: UTF8.self)
    if slice.contains(where: { $0 >= 0x80 }) {
      if let known = equivalents[spelling] { return known }
      equivalents[spelling] = Int32(spellings.count)
    }
    spellings.append(spelling)
    return Int32(spellings.count - 1)
  }

  /// Adds an entry at a free slot.
  private mutating func insert(_ entry: Entry, at slot: Int) -> SyntaxTree.Symbol {
    slots[slot] = Int32(entries.count)
    entries.append(entry)
    if entries.count * 2 > slots.count { grow() }
    return SyntaxTree.Symbol(Int(entry.symbol))
  }

  /// Doubles the table.
  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for (position, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(position)
    }
  }
}
