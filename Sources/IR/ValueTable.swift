/// What is known of some of a program's values, by their numbers.
///
/// A dictionary would say the same. But numbers are dense, and passes ask about every operand.
/// Inlinable, as generic code that is called from another module would be slow otherwise.
package struct ValueTable<Element> {
  @usableFromInline var entries: [Element?]

  /// A table without entries, with room for those of so many values.
  @inlinable package init(valueCount: Int = 0) {
    entries = Array(repeating: nil, count: valueCount)
  }

  /// What is known of a value; `nil` for nothing.
  @inlinable package subscript(id: ValueID) -> Element? {
    get { Int(id.index) < entries.count ? entries[Int(id.index)] : nil }
    set {
      while entries.count <= Int(id.index) { entries.append(nil) }
      entries[Int(id.index)] = newValue
    }
  }
}

extension ValueTable: Sendable where Element: Sendable {}
