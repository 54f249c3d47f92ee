/// What is known of some of a program's values, by their numbers.
///
/// A dictionary would say the same. But numbers are dense, and passes ask about every operand. It is
/// public because the compiler makes code of its own for each type of elements, in other modules,
/// only of what is.
public struct ValueTable<Element> {
  private var entries: [Element?]

  /// A table without entries, with room for those of so many values.
  public init(valueCount: Int = 0) { entries = Array(repeating: nil, count: valueCount) }

  /// What is known of a value, by its number; `nil` for nothing.
  public subscript(number: Int32) -> Element? {
    get { Int(number) < entries.count ? entries[Int(number)] : nil }
    set {
      while entries.count <= Int(number) { entries.append(nil) }
      entries[Int(number)] = newValue
    }
  }
}

extension ValueTable: Sendable where Element: Sendable {}
