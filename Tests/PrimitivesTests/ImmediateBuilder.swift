@testable import Primitives

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A builder of no code: it computes at once, with doubles and one lane.
///
/// Without unrolling it treats every position of a loop and every operand as if it were known only
/// at run time, as a back end does.
final class ImmediateBuilder: ElementBuilder {
  let unrollsLoops: Bool
  let type = ElementType.float64
  private let operands: [Value]
  /// Whether operands that are reals count as constants.
  private let knowsConstants: Bool
  private var numbers: [Double] = []
  private var truths: [Bool] = []
  private var positions: [Int] = []
  private var arrays: [[Double?]] = []
  /// What has been set of the result.
  private(set) var result: [Double?]
  /// How many instructions and calls on numbers there were.
  private(set) var count = 0

  init(_ operands: [Value], resultCount: Int, unrolls: Bool, knowsConstants: Bool) {
    self.operands = operands
    self.knowsConstants = knowsConstants
    unrollsLoops = unrolls
    result = Array(repeating: nil, count: resultCount)
  }

  /// The number that a handle stands for.
  func value(of element: NativeElement) -> Double { numbers[element.id] }

  /// The truth that a handle stands for.
  func value(of mask: NativeMask) -> Bool { truths[mask.id] }

  /// The position that a handle stands for.
  private func value(of index: NativeIndex) -> Int {
    let position = index.constant ?? positions[index.id]
    precondition(position >= 0, "a position is negative")
    return position
  }

  /// A handle of a number.
  func element(_ number: Double, constant: Double? = nil, truth: NativeMask? = nil)
    -> NativeElement
  {
    numbers.append(number)
    return NativeElement(builder: self, id: numbers.count - 1, constant: constant, truth: truth)
  }

  /// A handle of a truth.
  private func mask(_ truth: Bool, constant: Bool? = nil) -> NativeMask {
    truths.append(truth)
    return NativeMask(builder: self, id: truths.count - 1, constant: constant)
  }

  /// A handle of a position at run time.
  func index(_ position: Int) -> NativeIndex {
    positions.append(position)
    return NativeIndex(builder: self, id: positions.count - 1)
  }

  func constant(_ number: Double) -> NativeElement { element(number, constant: number) }
  func constant(_ truth: Bool) -> NativeMask { mask(truth, constant: truth) }

  func emit(_ instruction: UnaryInstruction, _ operand: NativeElement) -> NativeElement {
    count += 1
    let number = value(of: operand)
    let value =
      switch instruction {
      case .negate: -number
      case .absolute: number.magnitude
      case .squareRoot: number.squareRoot()
      case .floor: number.rounded(.down)
      case .ceiling: number.rounded(.up)
      case .roundEven: number.rounded(.toNearestOrEven)
      case .truncate: number.rounded(.towardZero)
      case .powerOfTwo: exp2(number)
      }
    return element(value)
  }

  func emit(_ instruction: BinaryInstruction, _ left: NativeElement, _ right: NativeElement)
    -> NativeElement
  {
    count += 1
    let (first, second) = (value(of: left), value(of: right))
    let value =
      switch instruction {
      case .add: first + second
      case .subtract: first - second
      case .multiply: first * second
      case .divide: first / second
      }
    return element(value)
  }

  func call(_ function: ElementaryFunction, _ operands: [NativeElement]) -> NativeElement {
    count += 1
    precondition(operands.count == function.operandCount)
    return element(reference(function, operands.map(value)))
  }

  func compare(_ comparison: Comparison, _ left: NativeElement, _ right: NativeElement)
    -> NativeMask
  {
    count += 1
    return mask(comparison.holds(value(of: left), value(of: right)))
  }

  func emit(_ instruction: MaskInstruction, _ left: NativeMask, _ right: NativeMask)
    -> NativeMask
  {
    let (first, second) = (value(of: left), value(of: right))
    let value =
      switch instruction {
      case .and: first && second
      case .or: first || second
      case .exclusiveOr: first != second
      }
    return mask(value)
  }

  func negate(_ mask: NativeMask) -> NativeMask { self.mask(!value(of: mask)) }

  func select(_ mask: NativeMask, _ first: NativeElement, _ second: NativeElement)
    -> NativeElement
  {
    count += 1
    return element(value(of: mask) ? value(of: first) : value(of: second))
  }

  func number(of mask: NativeMask) -> NativeElement {
    element(value(of: mask) ? 1 : 0, truth: mask)
  }

  func emit(_ instruction: IndexInstruction, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeIndex
  {
    let (first, second) = (value(of: left), value(of: right))
    precondition(left.constant == nil || right.constant == nil, "constants are to be folded")
    let value =
      switch instruction {
      case .add: first + second
      case .subtract: first - second
      case .multiply: first * second
      case .remainder: first % second
      }
    return index(value)
  }

  func compare(_ comparison: IndexComparison, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeMask
  {
    let (first, second) = (value(of: left), value(of: right))
    precondition(left.constant == nil || right.constant == nil, "constants are to be folded")
    let value =
      switch comparison {
      case .equal: first == second
      case .less: first < second
      }
    return mask(value)
  }

  func number(of index: NativeIndex) -> NativeElement { element(Double(value(of: index))) }

  func element(ofOperand operand: Int, at position: NativeIndex) -> NativeElement {
    let isConstant = knowsConstants && operands[operand].shape.isEmpty
    let number = operands[operand].elements[value(of: position)]
    return element(number, constant: isConstant ? number : nil)
  }

  func index(ofOperand operand: Int) -> NativeIndex {
    let position = Int(operands[operand].real)
    return knowsConstants ? NativeIndex(builder: self, constant: position) : index(position)
  }

  func setResult(at position: NativeIndex, to element: NativeElement) {
    precondition(result[value(of: position)] == nil, "an element of the result is set twice")
    result[value(of: position)] = value(of: element)
  }

  func makeArray(count: Int) -> NativeArray {
    arrays.append(Array(repeating: nil, count: count))
    return NativeArray(builder: self, id: arrays.count - 1, count: count)
  }

  func element(of array: NativeArray, at position: NativeIndex) -> NativeElement {
    guard let number = arrays[array.id][value(of: position)] else {
      preconditionFailure("an element of an array is read before it is set")
    }
    return element(number)
  }

  func setElement(of array: NativeArray, at position: NativeIndex, to element: NativeElement) {
    arrays[array.id][value(of: position)] = value(of: element)
  }

  func loop(
    from first: NativeIndex, to end: NativeIndex, carrying initial: [NativeElement],
    body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement] {
    precondition(!unrollsLoops, "every loop is to be unrolled")
    var carried = initial.map { element(value(of: $0)) }
    var position = value(of: first)
    while position < value(of: end) {
      carried = body(index(position), carried).map { element(value(of: $0)) }
      position += 1
    }
    return carried
  }
}

/// The value of a function by C's mathematical library.
private func reference(_ function: ElementaryFunction, _ operands: [Double]) -> Double {
  switch function {
  case .exp: exp(operands[0])
  case .expm1: expm1(operands[0])
  case .log: log(operands[0])
  case .log1p: log1p(operands[0])
  case .pow: pow(operands[0], operands[1])
  case .sin: sin(operands[0])
  case .cos: cos(operands[0])
  case .tan: tan(operands[0])
  case .asin: asin(operands[0])
  case .acos: acos(operands[0])
  case .atan: atan(operands[0])
  case .atan2: atan2(operands[0], operands[1])
  case .sinh: sinh(operands[0])
  case .cosh: cosh(operands[0])
  case .tanh: tanh(operands[0])
  case .hypot: hypot(operands[0], operands[1])
  case .erf: erf(operands[0])
  case .fmod: fmod(operands[0], operands[1])
  }
}
