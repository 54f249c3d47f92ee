extension FunctionEmitter {
  /// The number at a known place of a vector or matrix.
  func element(_ position: Int, of value: NativeValue) -> Number {
    switch value {
    case .elements(let numbers): return numbers[position]
    case .fill(let number): return number
    case .memory(let memory):
      return .lanes(load(unit, row("\(position)", of: memory, unit)))
    case .deferred:
      preconditionFailure("neuralc bug: an element of what is not there yet, please report it")
    case .undefined: return .constant(.nan)
    case .number(let number): return number
    case .tape, .packed: preconditionFailure("neuralc bug: a tape as a vector, please report it")
    }
  }

  /// The address of a vector or matrix, which is put in memory if it is not there.
  func memory(of value: NativeValue, count: Int) -> String {
    if case .memory(let memory) = value { return memory }
    let memory = allocate(count: count)
    store(value, count: count, to: memory)
    return memory
  }

  /// Writes so many numbers to memory, of the lanes of `mask` only if there is one.
  func store(_ value: NativeValue, count: Int, to target: String, mask: String? = nil) {
    switch value {
    case .undefined: return
    case .deferred(let use):
      guard mask != nil else { return emitFlat(use, count: count, to: target) }
      store(.memory(memory(of: value, count: count)), count: count, to: target, mask: mask)
    case .memory(let source):
      if source == target { return }
      guard let mask else { return copy(bytes: count * unit.size, from: source, to: target) }
      forEach(count) { index in
        let number = load(unit, row(index, of: source, unit))
        store(number, to: row(index, of: target, unit), mask: mask)
      }
    case .fill(let number) where count > KernelLayout.registerLimit:
      let register = register(number)
      forEach(count) { store(register, to: row($0, of: target, unit), mask: mask) }
    default:
      for position in 0..<count {
        let register = register(element(position, of: value))
        store(register, to: row("\(position)", of: target, unit), mask: mask)
      }
    }
  }

  private func store(_ register: String, to address: String, mask: String?) {
    guard let mask else { return store(unit, register, address) }
    let old = load(unit, address)
    store(unit, select(mask, register, old, unit.text), address)
  }

  /// For each lane one of two registers.
  func select(_ mask: String, _ first: String, _ second: String, _ type: String) -> String {
    if first == second { return first }
    return text.emit("select \(unit.mask) \(mask), \(type) \(first), \(type) \(second)")
  }

  // MARK: Registers of shapes

  /// The types of the registers that hold a value of a shape.
  func types(of shape: Shape) -> [String] {
    switch shape {
    case .host: ["double"]
    case .lanes: [unit.text]
    case .elements(let count): Array(repeating: unit.text, count: count)
    case .memory, .tape: ["ptr"]
    case .unchanged: []
    }
  }

  /// The registers that hold a value where it joins others of its shape.
  func registers(of value: NativeValue, as shape: Shape) -> [String] {
    switch shape {
    case .host:
      if case .undefined = value { return ["poison"] }
      return [register(value.number, as: .host)]
    case .lanes:
      if case .undefined = value { return ["poison"] }
      return [register(value.number)]
    case .elements(let count):
      if case .undefined = value { return Array(repeating: "poison", count: count) }
      return (0..<count).map { register(element($0, of: value)) }
    case .memory(let count):
      if case .undefined = value { return ["poison"] }
      return [memory(of: value, count: count)]
    case .tape: return [tape(of: value)]
    case .unchanged: return []
    }
  }

  /// The value that registers hold.
  func value(of registers: [String], as shape: Shape) -> NativeValue {
    switch shape {
    case .host: .number(.host(registers[0]))
    case .lanes: .number(.lanes(registers[0]))
    case .elements: .elements(registers.map { .lanes($0) })
    case .memory: .memory(registers[0])
    case .tape: .tape(registers[0])
    case .unchanged: .undefined
    }
  }

  /// Values of several shapes from their registers.
  func values(of registers: [String], as shapes: [Shape]) -> [NativeValue] {
    var rest = registers[...]
    return shapes.map { shape in
      defer { rest = rest.dropFirst(shape.registerCount) }
      return value(of: Array(rest.prefix(shape.registerCount)), as: shape)
    }
  }
}
