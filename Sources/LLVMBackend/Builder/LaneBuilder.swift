import Primitives

/// Writes the code of one use of a primitive, for lanes of one type.
final class LaneBuilder: ElementBuilder {
  /// What a handle of a number stands for.
  enum Entry {
    case constant(Double)
    case register(String)
    case truth(String)
  }

  /// What a handle of a position stands for.
  enum Position {
    /// The same in all lanes.
    case uniform(String)
    /// One in each lane.
    case lanes(String)
  }

  /// Room for elements.
  enum Storage {
    case registers([Entry?])
    case memory(String)
  }

  let emitter: FunctionEmitter
  let unit: LaneType
  let unrollsLoops: Bool
  var operands: [OperandAccess] = []
  var entries: [Entry] = []
  var masks: [String] = []
  var positions: [Position] = []
  var storages: [Storage] = []
  /// What has been set of the result, where that is in registers.
  var result: [Entry?] = []
  /// The address of the result, where that is in memory.
  var resultMemory: String?

  init(_ emitter: FunctionEmitter, _ unit: LaneType, unrollsLoops: Bool) {
    self.emitter = emitter
    self.unit = unit
    self.unrollsLoops = unrollsLoops
  }

  var text: FunctionText { emitter.text }
  var type: ElementType { unit.element }

  // MARK: Handles

  func handle(_ entry: Entry) -> NativeElement {
    entries.append(entry)
    let id = entries.count - 1
    switch entry {
    case .constant(let number): return NativeElement(builder: self, id: id, constant: number)
    case .register: return NativeElement(builder: self, id: id)
    case .truth(let mask):
      return NativeElement(builder: self, id: id, truth: handle(mask: mask))
    }
  }

  func handle(mask: String) -> NativeMask {
    masks.append(mask)
    return NativeMask(builder: self, id: masks.count - 1)
  }

  func handle(_ position: Position) -> NativeIndex {
    positions.append(position)
    return NativeIndex(builder: self, id: positions.count - 1)
  }

  func entry(_ element: NativeElement) -> Entry { entries[element.id] }

  /// The register, or literal, of a number.
  func register(_ element: NativeElement) -> String { register(entries[element.id]) }

  func register(_ entry: Entry) -> String {
    switch entry {
    case .constant(let number): return unit.constant(number)
    case .register(let text): return text
    case .truth(let mask): return emitter.number(ofTruth: mask, as: unit)
    }
  }

  func register(_ mask: NativeMask) -> String {
    mask.constant.map(unit.constant) ?? masks[mask.id]
  }

  // MARK: Numbers

  func constant(_ number: Double) -> NativeElement {
    handle(.constant(unit.element.rounded(number)))
  }

  func emit(_ instruction: UnaryInstruction, _ operand: NativeElement) -> NativeElement {
    if let number = operand.constant {
      return constant(instruction.value(number, rounding: unit.element))
    }
    let value = register(operand)
    if let intrinsic = instruction.intrinsic {
      return handle(.register(emitter.intrinsic(intrinsic, unit, [value])))
    }
    if case .negate = instruction {
      return handle(.register(text.emit("fneg \(unit.text) \(value)")))
    }
    return handle(.register(powerOfTwo(value)))
  }

  /// The power's exponent is shifted to its place.
  private func powerOfTwo(_ value: String) -> String {
    let base = unit.constant(unit.element.exponentBase)
    let sum = text.emit("fadd \(unit.text) \(value), \(base)")
    let bits = text.emit("bitcast \(unit.text) \(sum) to \(unit.bits)")
    let shifted = text.emit("shl \(unit.bits) \(bits), \(unit.bits(unit.element.fractionBits))")
    return text.emit("bitcast \(unit.bits) \(shifted) to \(unit.text)")
  }

  func emit(_ instruction: BinaryInstruction, _ left: NativeElement, _ right: NativeElement)
    -> NativeElement
  {
    if let first = left.constant, let second = right.constant {
      return constant(instruction.value(first, second, rounding: unit.element))
    }
    if instruction.isIdentity(right.constant) { return left }
    if instruction.isSymmetric, instruction.isIdentity(left.constant) { return right }
    let operands = "\(register(left)), \(register(right))"
    return handle(.register(text.emit("\(instruction.mnemonic) \(unit.text) \(operands)")))
  }

  // MARK: Truths

  func constant(_ truth: Bool) -> NativeMask {
    NativeMask(builder: self, id: 0, constant: truth)
  }

  func compare(_ comparison: Comparison, _ left: NativeElement, _ right: NativeElement)
    -> NativeMask
  {
    let operands = "\(register(left)), \(register(right))"
    return handle(
      mask: text.emit("fcmp \(comparison.mnemonic) \(unit.text) \(operands)"))
  }

  func emit(_ instruction: MaskInstruction, _ left: NativeMask, _ right: NativeMask) -> NativeMask {
    handle(
      mask: text.emit(
        "\(instruction.mnemonic) \(unit.mask) \(register(left)), \(register(right))"))
  }

  func negate(_ mask: NativeMask) -> NativeMask {
    handle(mask: text.emit("xor \(unit.mask) \(register(mask)), \(unit.constant(true))"))
  }

  func select(_ mask: NativeMask, _ first: NativeElement, _ second: NativeElement)
    -> NativeElement
  {
    handle(
      .register(
        text.emit(
          "select \(unit.mask) \(register(mask)), \(unit.text) \(register(first)), "
            + "\(unit.text) \(register(second))")))
  }

  func number(of mask: NativeMask) -> NativeElement {
    if let truth = mask.constant { return constant(truth ? 1 : 0) }
    entries.append(.truth(masks[mask.id]))
    return NativeElement(builder: self, id: entries.count - 1, truth: mask)
  }
}
