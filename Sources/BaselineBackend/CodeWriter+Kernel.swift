import IR
import Primitives

/// The code around that of the program: what a kernel's caller hands over, and gets.
///
/// `r12` and `r13` are the addresses of inputs and outputs, `r14` is the number of the item.
extension CodeWriter {
  /// Loads the elements of an input; gives their slots.
  mutating func loadInput(_ number: Int, count: Int) -> [Int32] {
    assembler.raw(0x49, 0x8B, 0x84, 0x24)  // mov rax, [r12 + …]: the address
    assembler.int32(Int32(16 * number))
    assembler.raw(0x49, 0x8B, 0x8C, 0x24)  // mov rcx, [r12 + …]: the stride
    assembler.int32(Int32(16 * number + 8))
    addItem()
    return (0..<count).map { element in
      forget()
      assembler.scalar(.load, scalar, .first, address(of: element))
      return store()
    }
  }

  /// Ends the kernel with the status for uncertain results where one of these numbers is at fault.
  mutating func end(over fault: ResultCheck.Fault, in entries: ShortList<Entry>) {
    for entry in entries {
      if case .truth = entry { continue }
      load(entry)
      if fault == .notFinite {
        // Less itself, which is 0 or NaN.
        assembler.scalar(.subtract, scalar, .first, place(of: entry))
        forget()
      }
      assembler.testEqual(scalar, to: .first)
      uncertain.append(assembler.jump(if: 0x8A))
    }
  }

  /// Stores the elements of an output, or adds them to what is there where its stride is 0.
  mutating func storeOutput(_ number: Int, _ entries: ShortList<Entry>) {
    let numbers = entries.map { entry in
      if case .truth = entry { Entry.number(self.number(ofMask: entry)) } else { entry }
    }
    assembler.raw(0x49, 0x8B, 0x85)  // mov rax, [r13 + …]: the address
    assembler.int32(Int32(16 * number))
    assembler.raw(0x49, 0x8B, 0x8D)  // mov rcx, [r13 + …]: the stride
    assembler.int32(Int32(16 * number + 8))
    assembler.raw(0x48, 0x85, 0xC9)  // test rcx, rcx
    let toSum = assembler.jump(if: 0x84)
    addItem()
    for (element, entry) in numbers.enumerated() {
      load(entry)
      assembler.scalar(.store, scalar, .first, address(of: element))
    }
    let toEnd = assembler.jump()
    land(toSum)
    for (element, entry) in numbers.enumerated() { add(entry, to: address(of: element)) }
    land(toEnd)
  }

  /// Adds the item's offset to `rax`; the stride is in `rcx`.
  private mutating func addItem() {
    assembler.raw(0x49, 0x0F, 0xAF, 0xCE)  // imul rcx, r14
    assembler.raw(0x48, 0x8D, 0x04, type == .float64 ? 0xC8 : 0x88)  // lea rax, [rax + size * rcx]
  }

  private func address(of element: Int) -> Assembler.Operand {
    .address(Int32(element * type.size))
  }

  /// Adds a sum of one term, which is in double precision, to a number in memory.
  private mutating func add(_ entry: Entry, to place: Assembler.Operand) {
    load(entry)
    forget()
    if type == .float32 { assembler.scalar(.convert, .single, .first, .first) }
    assembler.bitwise(.exclusiveOr, .second, .second)
    assembler.scalar(.add, .double, .second, .first)
    assembler.scalar(.load, scalar, .first, place)
    if type == .float32 { assembler.scalar(.convert, .single, .first, .first) }
    assembler.scalar(.add, .double, .first, .second)
    if type == .float32 { assembler.scalar(.convert, .double, .first, .first) }
    assembler.scalar(.store, scalar, .first, place)
  }

  /// The kernel: what comes before the code that was written, that code, what comes behind it, and
  /// the pool.
  consuming func finished() -> BaselineCode {
    assembler.raw(0x45, 0x31, 0xF6)  // xor r14d, r14d: the status
    if !uncertain.isEmpty {
      assembler.raw(0xEB, 6)  // jmp over the next
      for jump in uncertain { assembler.land(jump) }
      assembler.raw(0x41, 0xBE, 3, 0, 0, 0)  // mov r14d, 3
    }
    let size = (8 * frame.count + 15) & ~15
    let isOnHeap = size > CodeWriter.stackLimit
    if isOnHeap {
      assembler.raw(0x48, 0x89, 0xDF)  // mov rdi, rbx
      assembler.call(pool: pool.position(of: .function("free")))
    }
    assembler.raw(0x44, 0x89, 0xF0)  // mov eax, r14d
    let leave = assembler.count
    assembler.raw(0x48, 0x8D, 0x65, 0xD8)  // lea rsp, [rbp - 40]
    assembler.raw(0x41, 0x5F, 0x41, 0x5E, 0x41, 0x5D, 0x41, 0x5C, 0x5B, 0x5D, 0xC3)  // pops, ret
    let missing = assembler.count
    assembler.raw(0xB8, 2, 0, 0, 0)  // mov eax, 2
    let back = assembler.jump()
    assembler.set(leave - assembler.count, at: assembler.count - 4)
    _ = back

    var start = Assembler()
    start.raw(0x55, 0x48, 0x89, 0xE5)  // push rbp; mov rbp, rsp
    start.raw(0x53, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57)  // push rbx, r12, …, r15
    start.raw(0x48, 0x83, 0xEC, 8)  // sub rsp, 8
    start.raw(0x49, 0x89, 0xFC, 0x49, 0x89, 0xF5, 0x49, 0x89, 0xD6)  // mov r12, rdi; r13, rsi; …
    start.raw(0x31, 0xC0, 0x48, 0x39, 0xCA)  // xor eax, eax; cmp rdx, rcx
    _ = start.jump(if: 0x8D)  // There is no item.
    let toLeave = start.count
    start.raw(0x4C, 0x8D, 0x3D)  // lea r15, [rip + …]
    start.int32(0)
    let toPool = start.count
    var toMissing: Int?
    if isOnHeap {
      start.raw(0xBF)  // mov edi, …
      start.int32(Int32(size))
      start.call(pool: pool.position(of: .function("malloc")))
      start.raw(0x48, 0x85, 0xC0)  // test rax, rax
      _ = start.jump(if: 0x84)
      toMissing = start.count
      start.raw(0x48, 0x89, 0xC3)  // mov rbx, rax
    } else {
      start.raw(0x48, 0x81, 0xEC)  // sub rsp, …
      start.int32(Int32(size))
      start.raw(0x48, 0x89, 0xE3)  // mov rbx, rsp
    }
    start.set(start.count + leave - toLeave, at: toLeave - 4)
    if let toMissing { start.set(start.count + missing - toMissing, at: toMissing - 4) }
    let end = start.count + assembler.count
    let poolStart = (end + 15) & ~15
    start.set(poolStart - toPool, at: toPool - 4)
    return BaselineCode(start.bytes, assembler.bytes, poolStart: poolStart, pool)
  }

  /// Bytes of the frame up to which it is on the stack.
  private static let stackLimit = 1 << 15
}
