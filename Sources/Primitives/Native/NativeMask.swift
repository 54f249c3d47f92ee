/// A truth in each lane.
package struct NativeMask {
  package let builder: any ElementBuilder
  /// What the builder knows it by.
  package let id: Int
  /// The truth, where it is known when compiling and the same in each lane.
  package let constant: Bool?

  package init(builder: any ElementBuilder, id: Int, constant: Bool? = nil) {
    self.builder = builder
    self.id = id
    self.constant = constant
  }

  /// 1 where it is true, else 0.
  package var number: NativeElement { builder.number(of: self) }

  /// For each lane the first number where it is true, else the second.
  package func select(_ first: NativeElement, _ second: NativeElement) -> NativeElement {
    if let constant { return constant ? first : second }
    guard let one = first.truth, let other = second.truth else {
      return builder.select(self, first, second)
    }
    return ((self .& one) .| (.!self .& other)).number
  }

  /// The same with a number that is known.
  package func select(_ first: Double, _ second: NativeElement) -> NativeElement {
    select(builder.constant(first), second)
  }

  /// The same with a number that is known.
  package func select(_ first: NativeElement, _ second: Double) -> NativeElement {
    select(first, builder.constant(second))
  }

  /// The same with numbers that are known.
  package func select(_ first: Double, _ second: Double) -> NativeElement {
    select(builder.constant(first), builder.constant(second))
  }

  static func .& (left: NativeMask, right: NativeMask) -> NativeMask {
    if let constant = left.constant { return constant ? right : left }
    if let constant = right.constant { return constant ? left : right }
    return left.builder.emit(.and, left, right)
  }

  static func .| (left: NativeMask, right: NativeMask) -> NativeMask {
    if let constant = left.constant { return constant ? left : right }
    if let constant = right.constant { return constant ? right : left }
    return left.builder.emit(.or, left, right)
  }

  static func .^ (left: NativeMask, right: NativeMask) -> NativeMask {
    if let constant = left.constant { return constant ? .!right : right }
    if let constant = right.constant { return constant ? .!left : left }
    return left.builder.emit(.exclusiveOr, left, right)
  }

  static prefix func .! (mask: NativeMask) -> NativeMask {
    if let constant = mask.constant { return mask.builder.constant(!constant) }
    return mask.builder.negate(mask)
  }
}
