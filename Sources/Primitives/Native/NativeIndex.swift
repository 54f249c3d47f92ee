/// A position in a vector, matrix or array: known when compiling, or a variable of a loop, or an
/// operand that was checked and may be unlike in each lane.
package struct NativeIndex {
  package let builder: any ElementBuilder
  /// What the builder knows it by, where it is no constant.
  package let id: Int
  package let constant: Int?

  /// A position that is known at run time.
  package init(builder: any ElementBuilder, id: Int) {
    self.builder = builder
    self.id = id
    constant = nil
  }

  /// A position that is known when compiling.
  package init(builder: any ElementBuilder, constant: Int) {
    self.builder = builder
    id = 0
    self.constant = constant
  }

  /// It as a number.
  package var number: NativeElement {
    if let constant { return builder.constant(Double(constant)) }
    return builder.number(of: self)
  }

  /// A constant of the same builder.
  private func same(_ position: Int) -> NativeIndex {
    NativeIndex(builder: builder, constant: position)
  }

  static func + (left: NativeIndex, right: NativeIndex) -> NativeIndex {
    switch (left.constant, right.constant) {
    case (let first?, let second?): left.same(first + second)
    case (0?, nil): right
    case (nil, 0?): left
    default: left.builder.emit(.add, left, right)
    }
  }

  static func - (left: NativeIndex, right: NativeIndex) -> NativeIndex {
    switch (left.constant, right.constant) {
    case (let first?, let second?): left.same(first - second)
    case (nil, 0?): left
    default: left.builder.emit(.subtract, left, right)
    }
  }

  static func * (left: NativeIndex, right: Int) -> NativeIndex {
    if let constant = left.constant { return left.same(constant * right) }
    return right == 1 ? left : left.builder.emit(.multiply, left, left.same(right))
  }

  static func % (left: NativeIndex, right: Int) -> NativeIndex {
    if let constant = left.constant { return left.same(constant % right) }
    return left.builder.emit(.remainder, left, left.same(right))
  }

  static func + (left: NativeIndex, right: Int) -> NativeIndex { left + left.same(right) }
  static func - (left: Int, right: NativeIndex) -> NativeIndex { right.same(left) - right }

  static func .== (left: NativeIndex, right: NativeIndex) -> NativeMask {
    guard let first = left.constant, let second = right.constant else {
      return left.builder.compare(.equal, left, right)
    }
    return left.builder.constant(first == second)
  }

  static func .< (left: NativeIndex, right: NativeIndex) -> NativeMask {
    guard let first = left.constant, let second = right.constant else {
      return left.builder.compare(.less, left, right)
    }
    return left.builder.constant(first < second)
  }
}

/// Room for elements while one primitive is computed.
package struct NativeArray {
  package let builder: any ElementBuilder
  /// What the builder knows it by.
  package let id: Int
  package let count: Int

  package init(builder: any ElementBuilder, id: Int, count: Int) {
    self.builder = builder
    self.id = id
    self.count = count
  }

  subscript(position: NativeIndex) -> NativeElement {
    get { builder.element(of: self, at: position) }
    nonmutating set { builder.setElement(of: self, at: position, to: newValue) }
  }
}
