import IR
import Testing

/// A list is what an array of the same values is, whether it keeps them in place or not.
@Suite struct ShortListTests {
  /// The numbers 0 ..< count as values.
  private static func values(_ count: Int) -> [ValueID] { (0..<count).map(ValueID.init) }

  private static let counts = Array(0...6)

  @Test(arguments: counts) func hasItsValuesInOrder(count: Int) {
    let values = Self.values(count)
    let list = ValueList(values)
    #expect(list.count == count)
    #expect(list.isEmpty == values.isEmpty)
    #expect(Array(list) == values)
    #expect(list.indices.map { list[$0] } == values)
    #expect(list.reversed() == values.reversed())
    #expect(list.first == values.first && list.last == values.last)
  }

  @Test(arguments: counts) func isTheSameHoweverItWasMade(count: Int) {
    let values = Self.values(count)
    var appended = ValueList()
    for value in values { appended.append(value) }
    var cut = ValueList(Self.values(count + 2))
    cut.removeLast(2)
    var prepended = ValueList(values.dropFirst())
    prepended.insert(contentsOf: values.prefix(1), at: 0)
    let list = ValueList(values)
    for other in [appended, cut, prepended, ValueList(values.lazy.map { $0 })] {
      #expect(other == list)
      #expect(other.hashValue == list.hashValue)
    }
    #expect(list != ValueList(Self.values(count + 1)))
  }

  @Test func isMadeOfSingleValuesAndLiterals() {
    let (first, second, third) = (ValueID(7), ValueID(8), ValueID(9))
    #expect(ValueList(first) == [first])
    #expect(ValueList(first, second) == [first, second])
    #expect(ValueList(first) + [second] + ValueList(third) == [first, second, third])
  }

  @Test(arguments: counts) func changesWhatItHas(count: Int) {
    let values = Self.values(count)
    let list = ValueList(values)
    let doubled = list.map { ValueID(2 * Int($0.index)) }
    #expect(doubled == ValueList(values.map { ValueID(2 * Int($0.index)) }))
    var replaced = list
    replaced.replace { ValueID(Int($0.index) + 1) }
    #expect(Array(replaced) == values.map { ValueID(Int($0.index) + 1) })
    for index in values.indices {
      var changed = list
      var expected = values
      changed[index] = ValueID(99)
      expected[index] = ValueID(99)
      #expect(Array(changed) == expected)
    }
    #expect(Array(list) == values, "a copy has changed with its original")
  }

  @Test(arguments: counts) func growsAndShrinksAsAnArrayDoes(count: Int) {
    let inserted = [ValueID(20), ValueID(21)]
    for start in 0...count {
      for end in start...count {
        var list = ValueList(Self.values(count))
        var values = Self.values(count)
        list.replaceSubrange(start..<end, with: inserted)
        values.replaceSubrange(start..<end, with: inserted)
        #expect(Array(list) == values)
        #expect(list == ValueList(values))
      }
    }
  }

  @Test func describesItselfAsAnArray() {
    for count in Self.counts {
      #expect("\(ValueList(Self.values(count)))" == "\(Self.values(count))")
    }
  }
}
