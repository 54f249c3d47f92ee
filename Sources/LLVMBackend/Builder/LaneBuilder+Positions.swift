import Primitives

extension LaneBuilder {
  /// The position in a register, and whether it is one in each lane.
  private func position(_ index: NativeIndex) -> Position {
    if let constant = index.constant { return .uniform("\(constant)") }
    return positions[index.id]
  }

  /// A position in each lane.
  private func spread(_ position: Position) -> String {
    switch position {
    case .lanes(let text): text
    case .uniform(let text): emitter.splat(text, "i64", lanes: unit.lanes)
    }
  }

  func emit(_ instruction: IndexInstruction, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeIndex
  {
    let (left, right) = (position(left), position(right))
    if case .uniform(let left) = left, case .uniform(let right) = right {
      return handle(.uniform(text.emit("\(instruction.mnemonic) i64 \(left), \(right)")))
    }
    let operands = "\(spread(left)), \(spread(right))"
    return handle(.lanes(text.emit("\(instruction.mnemonic) \(unit.position) \(operands)")))
  }

  func compare(_ comparison: IndexComparison, _ left: NativeIndex, _ right: NativeIndex)
    -> NativeMask
  {
    let (left, right) = (position(left), position(right))
    if case .uniform(let left) = left, case .uniform(let right) = right {
      let truth = text.emit("icmp \(comparison.mnemonic) i64 \(left), \(right)")
      return handle(mask: emitter.splat(truth, "i1", lanes: unit.lanes))
    }
    let operands = "\(spread(left)), \(spread(right))"
    return handle(mask: text.emit("icmp \(comparison.mnemonic) \(unit.position) \(operands)"))
  }

  func number(of index: NativeIndex) -> NativeElement {
    switch position(index) {
    case .uniform(let text):
      let number = self.text.emit("uitofp i64 \(text) to \(unit.element.text)")
      return handle(.register(emitter.splat(number, unit.element.text, lanes: unit.lanes)))
    case .lanes(let text):
      return handle(
        .register(self.text.emit("uitofp \(unit.position) \(text) to \(unit.text)")))
    }
  }

  func index(ofOperand operand: Int) -> NativeIndex {
    guard case .index(let index) = operands[operand] else {
      preconditionFailure("neuralc bug: an operand that is no index, please report it")
    }
    switch index {
    case .constant(let position): return NativeIndex(builder: self, constant: position)
    case .position(let position): return handle(position)
    }
  }

  // MARK: Loops

  func loop(
    from first: NativeIndex, to end: NativeIndex, carrying initial: [NativeElement],
    body: (NativeIndex, [NativeElement]) -> [NativeElement]
  ) -> [NativeElement] {
    let results = emitter.rounds(
      from: uniform(first), to: uniform(end), carrying: initial.map { (unit.text, register($0)) }
    ) { index, carried in
      body(handle(.uniform(index)), carried.map { handle(.register($0)) }).map { register($0) }
    }
    return results.map { handle(.register($0)) }
  }

  /// A position that is the same in all lanes.
  private func uniform(_ index: NativeIndex) -> String {
    guard case .uniform(let text) = position(index) else {
      preconditionFailure("neuralc bug: a loop to a position of each lane, please report it")
    }
    return text
  }

  // MARK: Elements

  func element(ofOperand operand: Int, at index: NativeIndex) -> NativeElement {
    switch operands[operand] {
    case .scalar(let entry): return handle(entry)
    case .index: preconditionFailure("neuralc bug: an index as a vector, please report it")
    case .registers(let entries):
      // No index lies inside: the kernel has ended, or nobody looks at this lane.
      if entries.isEmpty { return constant(0) }
      if let constant = index.constant { return handle(entries[constant]) }
      if entries.count <= 8, unit.lanes > 1 {
        let registers = entries.map { register($0) }
        return handle(
          .register(
            registers.indices.dropFirst().reduce(registers[0]) {
              choose(index, $1, registers[$1], $0)
            }))
      }
      // Only a memory can be read at a place that is not known.
      let memory = emitter.spill(entries.map { register($0) }, unit)
      operands[operand] = .memory(memory)
      return handle(.register(load(from: memory, at: position(index))))
    case .memory(let memory): return handle(.register(load(from: memory, at: position(index))))
    }
  }

  func setResult(at index: NativeIndex, to element: NativeElement) {
    if let resultMemory { return store(element, to: resultMemory, at: position(index)) }
    if let constant = index.constant {
      result[constant] = entries[element.id]
      return
    }
    // The place is not known: each element may be the one.
    let register = register(element)
    for place in result.indices {
      let old = self.register(result[place] ?? .constant(.nan))
      result[place] = .register(choose(index, place, register, old))
    }
  }

  /// One register where a position is a place, else another.
  private func choose(_ index: NativeIndex, _ place: Int, _ here: String, _ elsewhere: String)
    -> String
  {
    switch position(index) {
    case .uniform(let position):
      let isHere = text.emit("icmp eq i64 \(position), \(place)")
      return text.emit(
        "select i1 \(isHere), \(unit.text) \(here), \(unit.text) \(elsewhere)")
    case .lanes(let positions):
      let isHere = text.emit("icmp eq \(unit.position) \(positions), \(unit.position(place))")
      return emitter.select(isHere, here, elsewhere, unit.text)
    }
  }

  /// A number in each lane from memory.
  private func load(from memory: String, at position: Position) -> String {
    switch position {
    case .uniform(let index): emitter.load(unit, emitter.row(index, of: memory, unit))
    case .lanes(let indices): emitter.gather(unit, from: memory, at: indices)
    }
  }

  private func store(_ element: NativeElement, to memory: String, at position: Position) {
    switch position {
    case .uniform(let index):
      emitter.store(unit, register(element), emitter.row(index, of: memory, unit))
    case .lanes(let indices): emitter.scatter(unit, register(element), to: memory, at: indices)
    }
  }

  // MARK: Arrays

  func makeArray(count: Int) -> NativeArray {
    storages.append(
      unrollsLoops
        ? .registers(Array(repeating: nil, count: count))
        : .memory(emitter.allocate(bytes: count * unit.size)))
    return NativeArray(builder: self, id: storages.count - 1, count: count)
  }

  func element(of array: NativeArray, at index: NativeIndex) -> NativeElement {
    switch storages[array.id] {
    case .registers(let entries):
      guard let constant = index.constant, let entry = entries[constant] else {
        preconditionFailure("neuralc bug: an element that was not set, please report it")
      }
      return handle(entry)
    case .memory(let memory): return handle(.register(load(from: memory, at: position(index))))
    }
  }

  func setElement(of array: NativeArray, at index: NativeIndex, to element: NativeElement) {
    switch storages[array.id] {
    case .registers(var entries):
      guard let constant = index.constant else {
        preconditionFailure("neuralc bug: an element at no known place, please report it")
      }
      storages[array.id] = .registers([])
      entries[constant] = self.entries[element.id]
      storages[array.id] = .registers(entries)
    case .memory(let memory): store(element, to: memory, at: position(index))
    }
  }
}
