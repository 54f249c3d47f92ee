/// Writes instructions of x86-64.
///
/// Numbers go through the first two vector registers. The first one can be given operands in memory:
/// slots of the frame, at which `rbx` points, and numbers of the pool, at which `r15` points.
struct Assembler {
  private(set) var bytes: [UInt8] = []

  /// One of the first two vector registers.
  enum Register: UInt32 { case first, second }

  /// A number in memory.
  enum Operand: Hashable {
    /// A place of 8 bytes in the frame.
    case slot(Int32)
    /// A place of 8 bytes in the pool.
    case pool(Int32)
    /// So many bytes behind `rax`.
    case address(Int32)
  }

  /// Instructions of one number, by their opcode.
  enum Scalar: UInt32 {
    case load = 0x10
    case store = 0x11
    case squareRoot = 0x51
    case add = 0x58
    case multiply = 0x59
    /// To the other precision.
    case convert = 0x5A
    case subtract = 0x5C
    case divide = 0x5E
    /// With the condition behind it: all bits or none.
    case compare = 0xC2
  }

  /// Instructions with all bits of the first register and of the second, by their opcode.
  enum Bitwise: UInt32 {
    case and = 0x54
    /// Those of the second that are not in the first.
    case andNot = 0x55
    case or = 0x56
    case exclusiveOr = 0x57
  }

  /// Where a jump is to be told how far it goes.
  struct Jump { fileprivate let end: Int }

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  var count: Int { bytes.count }

  /// Bytes as they are.
  mutating func raw(_ code: UInt8...) { bytes += code }

  /// The lowest bytes of a word, in the order of memory.
  mutating func word(_ word: UInt64, count: Int) {
    var rest = word
    for _ in 0..<count {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  mutating func int32(_ number: Int32) {
    word(UInt64(UInt32(bitPattern: number)), count: 4)
  }

  // MARK: Numbers

  /// An instruction of one number with an operand in memory. The prefix gives the precision.
  mutating func scalar(
    _ instruction: Scalar, _ type: ScalarType, _ register: Register, _ operand: Operand
  ) {
    memory(UInt64(type.prefix), 0x0F | UInt64(instruction.rawValue) << 8, 2, register, operand)
  }

  /// An instruction of one number with operands in registers.
  mutating func scalar(
    _ instruction: Scalar, _ type: ScalarType, _ register: Register, _ operand: Register
  ) {
    let mode = 0xC0 | UInt64(register.rawValue) << 3 | UInt64(operand.rawValue)
    word(
      UInt64(type.prefix) | 0x0F00 | UInt64(instruction.rawValue) << 16 | mode << 24, count: 4)
  }

  /// The first register rounded to an integer: 0 to the nearest, 1 down, 2 up, 3 toward zero.
  mutating func round(_ type: ScalarType, _ mode: UInt8, _ operand: Operand) {
    let opcode: UInt64 = type == .double ? 0x0B : 0x0A
    memory(0x66, 0x3A0F | opcode << 16, 3, .first, operand)
    raw(mode | 8)
  }

  /// The first register becomes all bits where a condition holds for it and an operand.
  mutating func compare(_ type: ScalarType, _ condition: UInt8, _ operand: Operand) {
    scalar(.compare, type, .first, operand)
    raw(condition)
  }

  /// Shifts the bits of the first register's number.
  mutating func shiftLeft(_ type: ScalarType, _ count: UInt8) {
    raw(0x66, 0x0F, type == .double ? 0x73 : 0x72, 0xF0, count)
  }

  mutating func bitwise(_ instruction: Bitwise, _ register: Register, _ operand: Register) {
    let mode = 0xC0 | UInt64(register.rawValue) << 3 | UInt64(operand.rawValue)
    word(0x0F | UInt64(instruction.rawValue) << 8 | mode << 16, count: 3)
  }

  /// Compares the first register with the second, or with itself: equal, or not, or not ordered.
  mutating func testEqual(_ type: ScalarType, to register: Register) {
    if type == .double { raw(0x66) }
    raw(0x0F, 0x2E, 0xC0 | UInt8(register.rawValue))
  }

  /// Whether the first 4 bytes of a slot are zero.
  mutating func testSlot(_ slot: Int32) {
    raw(0x83, 0xBB)
    int32(8 * slot)
    raw(0)
  }

  private mutating func memory(
    _ prefix: UInt64, _ opcode: UInt64, _ length: Int, _ register: Register, _ operand: Operand
  ) {
    let mode = 0x80 | UInt64(register.rawValue) << 3
    let bits = UInt64(8 * length)
    switch operand {
    case .slot(let slot):
      word(prefix | opcode << 8 | (mode | 3) << (8 + bits), count: length + 2)
      int32(8 * slot)
    case .pool(let position):
      word(prefix | 0x4100 | opcode << 16 | (mode | 7) << (16 + bits), count: length + 3)
      int32(8 * position)
    case .address(let offset):
      word(prefix | opcode << 8 | mode << (8 + bits), count: length + 2)
      int32(offset)
    }
  }

  // MARK: Control

  /// Calls the function whose address is at a position of the pool.
  mutating func call(pool position: Int32) {
    raw(0x41, 0xFF, 0x97)
    int32(8 * position)
  }

  mutating func jump() -> Jump {
    raw(0xE9)
    return distance()
  }

  /// A jump where a condition of the processor's flags holds, by its opcode.
  mutating func jump(if condition: UInt8) -> Jump {
    raw(0x0F, condition)
    return distance()
  }

  private mutating func distance() -> Jump {
    int32(0)
    return Jump(end: bytes.count)
  }

  /// Lets a jump lead to what comes next.
  mutating func land(_ jump: Jump) { set(bytes.count - jump.end, at: jump.end - 4) }

  /// Writes a number of 4 bytes that has become known.
  mutating func set(_ number: Int, at position: Int) {
    let bits = UInt32(bitPattern: Int32(number))
    for byte in 0..<4 {
      bytes[position + byte] = UInt8(truncatingIfNeeded: bits >> UInt32(8 * byte))
    }
  }
}

/// The precision of an instruction.
enum ScalarType {
  case single, double

  fileprivate var prefix: UInt8 { self == .double ? 0xF2 : 0xF3 }
}
