/// A number in each lane.
package struct NativeElement {
  package let builder: any ElementBuilder
  /// What the builder knows it by.
  package let id: Int
  /// The number, where it is known when compiling and the same in each lane.
  package let constant: Double?
  /// The mask that it is the number (1 or 0) of, if it is one: nothing needs to convert it back.
  package let truth: NativeMask?

  package init(
    builder: any ElementBuilder, id: Int, constant: Double? = nil, truth: NativeMask? = nil
  ) {
    self.builder = builder
    self.id = id
    self.constant = constant
    self.truth = truth
  }

  /// Where it counts as true: any number but zero, NaN too.
  package var mask: NativeMask { truth ?? (self .!= 0) }

  /// The absolute value.
  package var magnitude: NativeElement { builder.emit(.absolute, self) }

  /// The square root.
  package var squareRoot: NativeElement { builder.emit(.squareRoot, self) }

  /// Where it is NaN.
  package var isNaN: NativeMask { compare(.unordered, self) }

  /// A constant of the same builder.
  func same(_ number: Double) -> NativeElement { builder.constant(number) }

  /// A comparison, folded where both numbers are known.
  func compare(_ comparison: Comparison, _ other: NativeElement) -> NativeMask {
    guard let constant, let second = other.constant else {
      return builder.compare(comparison, self, other)
    }
    return builder.constant(comparison.holds(constant, second))
  }
}

/// Arithmetic. What is folded gives the same number for every operand: zeros keep their sign.
extension NativeElement {
  static func + (left: NativeElement, right: NativeElement) -> NativeElement {
    left.builder.emit(.add, left, right)
  }
  static func - (left: NativeElement, right: NativeElement) -> NativeElement {
    left.builder.emit(.subtract, left, right)
  }
  static func * (left: NativeElement, right: NativeElement) -> NativeElement {
    if left.constant == 1 { return right }
    if right.constant == 1 { return left }
    return left.builder.emit(.multiply, left, right)
  }
  static func / (left: NativeElement, right: NativeElement) -> NativeElement {
    right.constant == 1 ? left : left.builder.emit(.divide, left, right)
  }
  static prefix func - (operand: NativeElement) -> NativeElement {
    if let constant = operand.constant { return operand.same(-constant) }
    return operand.builder.emit(.negate, operand)
  }
  static func + (left: Double, right: NativeElement) -> NativeElement { right.same(left) + right }
  static func - (left: Double, right: NativeElement) -> NativeElement { right.same(left) - right }
  static func * (left: Double, right: NativeElement) -> NativeElement { right.same(left) * right }
  static func / (left: Double, right: NativeElement) -> NativeElement { right.same(left) / right }
}

extension NativeElement {
  static func .== (left: NativeElement, right: NativeElement) -> NativeMask {
    left.compare(.equal, right)
  }
  static func .!= (left: NativeElement, right: NativeElement) -> NativeMask {
    left.compare(.notEqual, right)
  }
  static func .< (left: NativeElement, right: NativeElement) -> NativeMask {
    left.compare(.less, right)
  }
  static func .<= (left: NativeElement, right: NativeElement) -> NativeMask {
    left.compare(.lessOrEqual, right)
  }
  static func .> (left: NativeElement, right: NativeElement) -> NativeMask { right .< left }
  static func .>= (left: NativeElement, right: NativeElement) -> NativeMask { right .<= left }
  static func .== (left: NativeElement, right: Double) -> NativeMask { left .== left.same(right) }
  static func .!= (left: NativeElement, right: Double) -> NativeMask { left .!= left.same(right) }
  static func .< (left: NativeElement, right: Double) -> NativeMask { left .< left.same(right) }
  static func .<= (left: NativeElement, right: Double) -> NativeMask { left .<= left.same(right) }
  static func .> (left: NativeElement, right: Double) -> NativeMask { left .> left.same(right) }
}

extension Comparison {
  /// Whether it holds of two numbers.
  package func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .unordered: left.isNaN || right.isNaN
    }
  }
}
