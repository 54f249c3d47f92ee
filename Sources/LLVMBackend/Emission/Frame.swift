/// The memory of one activation of a function, laid out when compiling.
struct Frame {
  /// A part of it.
  struct Slot: Hashable {
    let offset: Int
    let size: Int
  }

  /// Bytes that have been in use at the same time.
  private(set) var size = 0
  /// What is free below that, by offset.
  private var free: [Slot] = []

  /// Slots begin at multiples of this, so that registers do not straddle cache lines.
  static let alignment = 64

  /// Takes so many bytes.
  mutating func allocate(_ bytes: Int) -> Slot {
    let size = max(1, (bytes + Frame.alignment - 1) / Frame.alignment) * Frame.alignment
    if let position = free.firstIndex(where: { $0.size >= size }) {
      let slot = free[position]
      if slot.size == size {
        free.remove(at: position)
      } else {
        free[position] = Slot(offset: slot.offset + size, size: slot.size - size)
      }
      return Slot(offset: slot.offset, size: size)
    }
    defer { self.size += size }
    return Slot(offset: self.size, size: size)
  }

  /// Gives a slot back.
  mutating func release(_ slot: Slot) {
    var slot = slot
    var position = free.firstIndex { $0.offset > slot.offset } ?? free.count
    if position < free.count, slot.offset + slot.size == free[position].offset {
      slot = Slot(offset: slot.offset, size: slot.size + free.remove(at: position).size)
    }
    if position > 0, free[position - 1].offset + free[position - 1].size == slot.offset {
      position -= 1
      let before = free.remove(at: position)
      slot = Slot(offset: before.offset, size: before.size + slot.size)
    }
    free.insert(slot, at: position)
  }
}
