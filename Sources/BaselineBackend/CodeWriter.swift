import Primitives

/// Writes the code of operations on numbers that all have a slot in the frame.
///
/// Each result is stored to a slot of its own, and the first register keeps it for the next
/// operation: in a long chain that is as good as anything, and it takes no analysis.
struct CodeWriter {
  var assembler: Assembler
  let type: ElementType
  private(set) var frame = SlotTable()
  var pool = Pool()
  /// Where the addresses of functions from outside are in it, by name.
  private var functions: [String: Int32] = [:]
  /// Jumps that end the kernel, as a result is uncertain.
  var uncertain: [Assembler.Jump] = []
  /// The slot whose number the first register has, too.
  private var held: Int32?

  init(_ type: ElementType, capacity: Int) {
    self.type = type
    assembler = Assembler(capacity: capacity)
  }

  /// The precision of its instructions.
  var scalar: ScalarType { type == .float64 ? .double : .single }

  // MARK: Operations

  mutating func unary(_ instruction: UnaryInstruction, _ operand: Entry) -> Int32 {
    switch instruction {
    case .negate: return bitwise(.exclusiveOr, operand, mask: .signs(of: type))
    case .absolute: return bitwise(.and, operand, mask: .magnitudes(of: type))
    case .squareRoot: assembler.scalar(.squareRoot, scalar, .first, place(of: operand))
    case .roundEven: assembler.round(scalar, 0, place(of: operand))
    case .floor: assembler.round(scalar, 1, place(of: operand))
    case .ceiling: assembler.round(scalar, 2, place(of: operand))
    case .truncate: assembler.round(scalar, 3, place(of: operand))
    case .powerOfTwo:
      load(operand)
      assembler.scalar(.add, scalar, .first, place(of: .constant(type.exponentBase)))
      assembler.shiftLeft(scalar, UInt8(type.fractionBits))
    }
    return store()
  }

  mutating func binary(_ instruction: BinaryInstruction, _ left: Entry, _ right: Entry) -> Int32 {
    var (left, right) = (left, right)
    if instruction.isSymmetric, let held, right.slot == held { swap(&left, &right) }
    load(left)
    let second = place(of: right)
    switch instruction {
    case .add: assembler.scalar(.add, scalar, .first, second)
    case .subtract: assembler.scalar(.subtract, scalar, .first, second)
    case .multiply: assembler.scalar(.multiply, scalar, .first, second)
    case .divide: assembler.scalar(.divide, scalar, .first, second)
    }
    return store()
  }

  mutating func compare(_ comparison: Comparison, _ left: Entry, _ right: Entry) -> Int32 {
    load(left)
    let condition: UInt8 =
      switch comparison {
      case .equal: 0
      case .less: 1
      case .lessOrEqual: 2
      case .unordered: 3
      case .notEqual: 4
      }
    assembler.compare(scalar, condition, place(of: right))
    return store()
  }

  mutating func combine(_ instruction: MaskInstruction, _ left: Entry, _ right: Entry) -> Int32 {
    load(left)
    load(right, into: .second)
    switch instruction {
    case .and: assembler.bitwise(.and, .first, .second)
    case .or: assembler.bitwise(.or, .first, .second)
    case .exclusiveOr: assembler.bitwise(.exclusiveOr, .first, .second)
    }
    return store()
  }

  mutating func negate(mask: Entry) -> Int32 { bitwise(.exclusiveOr, mask, mask: .all) }

  /// 1 where a mask is all bits, else 0.
  mutating func number(ofMask mask: Entry) -> Int32 {
    bitwise(.and, mask, mask: Pool.Item(number: 1, type))
  }

  /// The first number where a mask is all bits, else the second.
  mutating func select(_ mask: Entry, _ first: Entry, _ second: Entry) -> Int32 {
    load(mask)
    load(second, into: .second)
    assembler.bitwise(.andNot, .first, .second)
    let other = store()
    load(mask)
    load(first, into: .second)
    assembler.bitwise(.and, .first, .second)
    assembler.scalar(.load, scalar, .second, .slot(other))
    assembler.bitwise(.or, .first, .second)
    return store()
  }

  /// The value of a function from outside.
  mutating func call(_ function: ElementaryFunction, _ operands: [Entry]) -> Int32 {
    if operands.count > 1 { load(operands[1], into: .second) }
    load(operands[0])
    assembler.call(pool: address(of: function))
    return store()
  }

  private mutating func address(of function: ElementaryFunction) -> Int32 {
    if let position = functions[function.name] { return position }
    let position = pool.position(of: .function("neuralc_\(function.name)_\(type.suffix)x1"))
    functions[function.name] = position
    return position
  }

  private mutating func bitwise(
    _ instruction: Assembler.Bitwise, _ operand: Entry, mask: Pool.Item
  ) -> Int32 {
    load(operand)
    assembler.scalar(.load, scalar, .second, .pool(pool.position(of: mask)))
    assembler.bitwise(instruction, .first, .second)
    return store()
  }

  // MARK: Moves

  /// Puts a number into a register.
  mutating func load(_ entry: Entry, into register: Assembler.Register = .first) {
    if register == .first {
      if let held, entry.slot == held { return }
      held = entry.slot
    }
    assembler.scalar(.load, scalar, register, place(of: entry))
  }

  /// Puts what is in the first register into a new slot.
  mutating func store() -> Int32 {
    let slot = frame.make()
    store(to: slot)
    return slot
  }

  /// Puts what is in the first register into a slot.
  mutating func store(to slot: Int32) {
    assembler.scalar(.store, scalar, .first, .slot(slot))
    held = slot
  }

  /// The first register may hold anything from here on, as control flow joins here or other code
  /// has used it.
  mutating func forget() { held = nil }

  /// Where an operand is.
  mutating func place(of entry: Entry) -> Assembler.Operand {
    switch entry {
    case .constant(let number): .pool(pool.position(of: Pool.Item(number: number, type)))
    case .number(let slot), .truth(let slot): .slot(slot)
    }
  }

  /// Puts a number into a slot.
  mutating func move(_ entry: Entry, to slot: Int32) {
    load(entry)
    store(to: slot)
  }

  // MARK: Control

  /// A jump where a number is zero, or a truth is false.
  mutating func jump(unless condition: Entry) -> Assembler.Jump {
    if case .truth(let slot) = condition {
      assembler.testSlot(slot)
      return assembler.jump(if: 0x84)
    }
    load(condition)
    assembler.bitwise(.exclusiveOr, .second, .second)
    assembler.testEqual(scalar, to: .second)
    // NaN is not zero: a jump of six bytes over the next one.
    assembler.raw(0x7A, 6)
    return assembler.jump(if: 0x84)
  }

  /// Lets a jump lead to what comes next.
  mutating func land(_ jump: Assembler.Jump) {
    forget()
    assembler.land(jump)
  }

  // MARK: Slots

  mutating func makeSlot() -> Int32 { frame.make() }

  mutating func retain(_ entry: Entry) { if let slot = entry.slot { frame.retain(slot) } }
  mutating func release(_ entry: Entry) { if let slot = entry.slot { frame.release(slot) } }
  mutating func releaseUnused() { frame.releaseUnused() }
}

/// What stands for a number or truth.
enum Entry {
  case constant(Double)
  case number(Int32)
  /// All bits, or none.
  case truth(Int32)

  /// Where it is.
  var slot: Int32? {
    switch self {
    case .constant: nil
    case .number(let slot), .truth(let slot): slot
    }
  }
}
