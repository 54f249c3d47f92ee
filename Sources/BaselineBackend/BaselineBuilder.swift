import IR
import Primitives

/// Writes the code of uses of primitives. Everything is written out, so that all positions are
/// known.
final class BaselineBuilder: ElementBuilder {
  var writer: CodeWriter
  /// The functions of one number that can be called as they are.
  private let functions: Set<String>
  /// What numbers that are known when compiling are rounded to.
  var rounding: ElementType
  /// Whether something was asked for that there is no code for here.
  private(set) var isUnsupported = false
  var operands: [ShortList<Entry>] = []
  var result: [Entry?] = []
  /// The operands that are indices.
  var indices: [Int: Int] = [:]
  private var entries: [Entry] = []
  private var masks: [Entry] = []
  private var arrays: [[Entry?]] = []

  let unrollsLoops = true
  var type: ElementType { rounding }

  init(_ type: ElementType, functions: Set<String>, capacity: Int) {
    writer = CodeWriter(type, capacity: capacity)
    rounding = type
    self.functions = functions
  }

  /// Begins the next use of a primitive, of operands that are added behind it. Handles of others go
  /// now and then, when there are many.
  func begin() {
    operands.removeAll(keepingCapacity: true)
    if entries.count > BaselineBuilder.handleLimit { entries.removeAll(keepingCapacity: true) }
    if masks.count > BaselineBuilder.handleLimit { masks.removeAll(keepingCapacity: true) }
    if !arrays.isEmpty { arrays.removeAll() }
  }

  private static let handleLimit = 256

  // MARK: Handles

  func handle(_ entry: Entry) -> NativeElement {
    entries.append(entry)
    let id = entries.count - 1
    switch entry {
    case .constant(let number):
      let rounded = rounding.rounded(number)
      entries[id] = .constant(rounded)
      return NativeElement(builder: self, id: id, constant: rounded)
    case .number: return NativeElement(builder: self, id: id)
    case .truth(let slot):
      return NativeElement(builder: self, id: id, truth: handle(mask: slot))
    }
  }

  private func handle(mask slot: Int32) -> NativeMask {
    masks.append(.truth(slot))
    return NativeMask(builder: self, id: masks.count - 1)
  }

  /// What a handle stands for.
  func entry(_ element: NativeElement) -> Entry { entries[element.id] }

  /// The same as a number.
  private func number(_ element: NativeElement) -> Entry { number(entries[element.id]) }

  func number(_ entry: Entry) -> Entry {
    if case .truth = entry { return .number(writer.number(ofMask: entry)) }
    return entry
  }

  /// What a mask stands for. All that is known of truths when compiling is folded by their handles.
  private func mask(_ mask: NativeMask) -> Entry { masks[mask.id] }

  // MARK: Numbers

  func constant(_ number: Double) -> NativeElement { handle(.constant(number)) }

  func emit(_ instruction: UnaryInstruction, _ operand: NativeElement) -> NativeElement {
    if let number = operand.constant {
      return constant(instruction.value(number, rounding: rounding))
    }
    return handle(.number(writer.unary(instruction, number(operand))))
  }

  func emit(_ instruction: BinaryInstruction, _ left: NativeElement, _ right: NativeElement)
    -> NativeElement
  {
    if let first = left.constant, let second = right.constant {
      return constant(instruction.value(first, second, rounding: rounding))
    }
    if instruction.isIdentity(right.constant) { return left }
    if instruction.isSymmetric, instruction.isIdentity(left.constant) { return right }
    return handle(.number(writer.binary(instruction, number(left), number(right))))
  }

  func call(_ function: ElementaryFunction, _ operands: [NativeElement]) -> NativeElement {
    if !functions.contains(function.name) { isUnsupported = true }
    return handle(.number(writer.call(function, operands.map(number))))
  }

  // MARK: Truths

  func constant(_ truth: Bool) -> NativeMask {
    NativeMask(builder: self, id: 0, constant: truth)
  }

  func compare(_ comparison: Comparison, _ left: NativeElement, _ right: NativeElement)
    -> NativeMask
  {
    handle(mask: writer.compare(comparison, number(left), number(right)))
  }

  func emit(_ instruction: MaskInstruction, _ left: NativeMask, _ right: NativeMask) -> NativeMask {
    handle(mask: writer.combine(instruction, mask(left), mask(right)))
  }

  func negate(_ mask: NativeMask) -> NativeMask {
    handle(mask: writer.negate(mask: self.mask(mask)))
  }

  func select(_ mask: NativeMask, _ first: NativeElement, _ second: NativeElement)
    -> NativeElement
  {
    handle(.number(writer.select(self.mask(mask), number(first), number(second))))
  }

  func number(of mask: NativeMask) -> NativeElement {
    if let truth = mask.constant { return constant(truth ? 1 : 0) }
    entries.append(masks[mask.id])
    return NativeElement(builder: self, id: entries.count - 1, truth: mask)
  }

  // MARK: Positions, all of which are known

  private func known(_ index: NativeIndex) -> Int {
    guard let constant = index.constant else { unexpected() }
    return constant
  }

  private func unexpected() -> Never {
    preconditionFailure("neuralc bug: a position that is not known, please report it")
  }

  func emit(_: IndexInstruction, _: NativeIndex, _: NativeIndex) -> NativeIndex { unexpected() }
  func compare(_: IndexComparison, _: NativeIndex, _: NativeIndex) -> NativeMask { unexpected() }
  func number(of: NativeIndex) -> NativeElement { unexpected() }
  func loop(
    from: NativeIndex, to: NativeIndex, carrying: [NativeElement],
    body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement] { unexpected() }

  func index(ofOperand operand: Int) -> NativeIndex {
    guard let constant = indices[operand] else { unexpected() }
    return NativeIndex(builder: self, constant: constant)
  }

  func element(ofOperand operand: Int, at position: NativeIndex) -> NativeElement {
    handle(operands[operand][known(position)])
  }

  func setResult(at position: NativeIndex, to element: NativeElement) {
    result[known(position)] = entry(element)
  }

  func makeArray(count: Int) -> NativeArray {
    arrays.append(Array(repeating: nil, count: count))
    return NativeArray(builder: self, id: arrays.count - 1, count: count)
  }

  func element(of array: NativeArray, at position: NativeIndex) -> NativeElement {
    guard let entry = arrays[array.id][known(position)] else {
      preconditionFailure("neuralc bug: an element that was not set, please report it")
    }
    return handle(entry)
  }

  func setElement(of array: NativeArray, at position: NativeIndex, to element: NativeElement) {
    arrays[array.id][known(position)] = entry(element)
  }
}
