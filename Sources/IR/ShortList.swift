/// A few elements in order: the operands of an operation, the results of a binding.
///
/// It can do what an array can. But nearly all have up to three elements, and these are kept in
/// place: arrays would be an object each, to be made, counted and freed, of which a long program has
/// several for each of its operations. It is public and inlinable so that all modules get code of
/// their own for their elements.
@frozen public struct ShortList<Element> {
  @usableFromInline enum Storage {
    case none
    case one(Element)
    case two(Element, Element)
    case three(Element, Element, Element)
    /// More than three.
    case many([Element])
  }

  @usableFromInline var storage: Storage

  @inlinable public init() { storage = .none }

  @inlinable public init(_ element: Element) { storage = .one(element) }

  @inlinable public init(_ first: Element, _ second: Element) { storage = .two(first, second) }

  @inlinable public init(_ elements: [Element]) {
    switch elements.count {
    case 0: storage = .none
    case 1: storage = .one(elements[0])
    case 2: storage = .two(elements[0], elements[1])
    case 3: storage = .three(elements[0], elements[1], elements[2])
    default: storage = .many(elements)
    }
  }

  /// What becomes of each element.
  @inlinable public func map(_ transform: (Element) -> Element) -> ShortList {
    var result = self
    result.replace(by: transform)
    return result
  }

  /// Puts other elements in the place of these, in order.
  @inlinable public mutating func replace(by replacement: (Element) -> Element) {
    switch storage {
    case .none: break
    case .one(let element): storage = .one(replacement(element))
    case .two(let first, let second): storage = .two(replacement(first), replacement(second))
    case .three(let first, let second, let third):
      storage = .three(replacement(first), replacement(second), replacement(third))
    case .many(var elements):
      storage = .none  // They have one owner now, and change where they are.
      for index in elements.indices { elements[index] = replacement(elements[index]) }
      storage = .many(elements)
    }
  }
}

extension ShortList: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  @inlinable public var startIndex: Int { 0 }

  @inlinable public var endIndex: Int {
    switch storage {
    case .none: 0
    case .one: 1
    case .two: 2
    case .three: 3
    case .many(let elements): elements.count
    }
  }

  @inlinable public subscript(position: Int) -> Element {
    get {
      switch (storage, position) {
      case (.many(let elements), _): return elements[position]
      case (.one(let element), 0), (.two(let element, _), 0), (.three(let element, _, _), 0):
        return element
      case (.two(_, let element), 1), (.three(_, let element, _), 1): return element
      case (.three(_, _, let element), 2): return element
      default: preconditionFailure("neuralc bug: a position outside a list, please report it")
      }
    }
    set { replaceSubrange(position..<position + 1, with: CollectionOfOne(newValue)) }
  }

  @inlinable public mutating func replaceSubrange(
    _ range: Range<Int>, with newElements: some Collection<Element>
  ) {
    var elements: [Element]
    if case .many(let all) = storage { elements = all } else { elements = Array(self) }
    storage = .none  // They have one owner now, and change where they are.
    elements.replaceSubrange(range, with: newElements)
    self = ShortList(elements)
  }

  @inlinable public mutating func append(_ element: Element) {
    switch storage {
    case .none: storage = .one(element)
    case .one(let first): storage = .two(first, element)
    case .two(let first, let second): storage = .three(first, second, element)
    case .three(let first, let second, let third): storage = .many([first, second, third, element])
    case .many(var elements):
      storage = .none  // They have one owner now, and change where they are.
      elements.append(element)
      storage = .many(elements)
    }
  }
}

extension ShortList: ExpressibleByArrayLiteral {
  @inlinable public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension ShortList: CustomStringConvertible {
  public var description: String { Array(self).description }
}

// Written out, as what the compiler derives is the same code for all elements, and slow.
extension ShortList: Equatable where Element: Equatable {
  @inlinable public static func == (left: ShortList, right: ShortList) -> Bool {
    left.elementsEqual(right)
  }
}

extension ShortList: Hashable where Element: Hashable {
  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in self { hasher.combine(element) }
  }
}

extension ShortList.Storage: Sendable where Element: Sendable {}
extension ShortList: Sendable where Element: Sendable {}

/// A few values of a program.
package typealias ValueList = ShortList<ValueID>
