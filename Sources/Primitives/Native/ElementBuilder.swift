/// What a back end implements once so that every row of the table can write its native code.
///
/// A builder appends code for one use of a primitive by one group of lanes. Numbers (one a lane),
/// truths (one a lane) and positions are handles: the builder makes them, gives them meaning by
/// their `id`, and gets them back. All folding of constants is done by the handles' operators, so
/// that a builder sees only what is left to run time.
package protocol ElementBuilder: AnyObject {
  /// Whether loops are written out, so that all positions that depend on no operand are
  /// compile-time constants and everything can be held in registers. The same throughout one use.
  var unrollsLoops: Bool { get }
  /// What numbers are rounded to.
  var type: ElementType { get }

  /// A number that is the same in each lane, rounded to the kernel's element type; the handle has
  /// the rounded number as its `constant`.
  func constant(_ number: Double) -> NativeElement
  func emit(_ instruction: UnaryInstruction, _ operand: NativeElement) -> NativeElement
  func emit(_ instruction: BinaryInstruction, _ left: NativeElement, _ right: NativeElement)
    -> NativeElement
  /// A call of a function that whoever links the kernel provides.
  func call(_ function: ElementaryFunction, _ operands: [NativeElement]) -> NativeElement
  /// The value of a formula in the operands alone. It is long: a builder may write it down once,
  /// under its name, for all uses.
  func call(
    _ formula: @Sendable ([NativeElement]) -> NativeElement, named name: String,
    _ operands: [NativeElement]
  ) -> NativeElement

  /// A truth that is the same in each lane; the handle has it as its `constant`.
  func constant(_ truth: Bool) -> NativeMask
  func compare(_ comparison: Comparison, _ left: NativeElement, _ right: NativeElement)
    -> NativeMask
  func emit(_ instruction: MaskInstruction, _ left: NativeMask, _ right: NativeMask) -> NativeMask
  func negate(_ mask: NativeMask) -> NativeMask
  /// For each lane the first number where the mask is true, else the second.
  func select(_ mask: NativeMask, _ first: NativeElement, _ second: NativeElement)
    -> NativeElement
  /// 1 where the mask is true, else 0; the handle has the mask as its `truth`.
  func number(of mask: NativeMask) -> NativeElement

  /// Arithmetic of positions, at least one of which is not known before run time.
  func emit(_ instruction: IndexInstruction, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeIndex
  /// A comparison of positions, at least one of which is not known before run time.
  func compare(_ comparison: IndexComparison, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeMask
  /// A position as a number.
  func number(of index: NativeIndex) -> NativeElement

  /// The element of an operand (counted from 0) at a row-major position, which lies inside.
  func element(ofOperand operand: Int, at position: NativeIndex) -> NativeElement
  /// The position that an operand is which the signature calls an index. The bounds were checked
  /// before any code of this use, in the order of the operands; the position may be unlike in
  /// each lane.
  func index(ofOperand operand: Int) -> NativeIndex
  /// Sets the element of the result at a row-major position; each element is set once.
  func setResult(at position: NativeIndex, to element: NativeElement)

  /// Makes room for `count` elements that live as long as this use.
  func makeArray(count: Int) -> NativeArray
  func element(of array: NativeArray, at position: NativeIndex) -> NativeElement
  func setElement(of array: NativeArray, at position: NativeIndex, to element: NativeElement)

  /// A loop at run time over the positions from `first` to before `end` (none where it is not
  /// above), which hands the numbers that `body` gives to its next round. Called only where
  /// `unrollsLoops` is false.
  func loop(
    from first: NativeIndex, to end: NativeIndex, carrying initial: [NativeElement],
    body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement]
}

extension ElementBuilder {
  package func call(
    _ formula: @Sendable ([NativeElement]) -> NativeElement, named name: String,
    _ operands: [NativeElement]
  ) -> NativeElement { formula(operands) }
}

/// Instructions with one operand.
package enum UnaryInstruction: CaseIterable, Sendable {
  case negate, absolute, squareRoot
  /// Rounding: down, up, to the nearest integer (to the even one between two), toward zero.
  case floor, ceiling, roundEven, truncate
  /// Two to the power of a whole number, where that is a normal number; else nothing in particular.
  case powerOfTwo
}

/// Instructions with two operands, each rounded once; none may be contracted with another.
package enum BinaryInstruction: CaseIterable, Sendable {
  case add, subtract, multiply, divide
}

/// Comparisons of numbers.
package enum Comparison: CaseIterable, Sendable {
  /// False where either is NaN.
  case equal, less, lessOrEqual
  /// True where either is NaN.
  case notEqual
  /// Whether either is NaN.
  case unordered
}

/// Instructions with two truths.
package enum MaskInstruction: CaseIterable, Sendable { case and, or, exclusiveOr }

/// Arithmetic of positions; no intermediate result is negative.
package enum IndexInstruction: CaseIterable, Sendable { case add, subtract, multiply, remainder }

/// Comparisons of positions.
package enum IndexComparison: CaseIterable, Sendable { case equal, less }
