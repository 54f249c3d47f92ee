extension FunctionEmitter {
  /// Room in the frame up to the end of the innermost region; gives its address.
  func allocate(bytes: Int) -> String {
    let slot = frame.allocate(bytes)
    let address = text.emitFirst("getelementptr i8, ptr %frame, i64 \(slot.offset)")
    owned[owned.count - 1][address] = slot
    return address
  }

  /// Room for so many numbers in each lane.
  func allocate(count: Int) -> String { allocate(bytes: count * unit.size) }

  /// Runs `body`, and gives back what it has allocated.
  func scoped<Result>(_ body: () -> Result) -> Result {
    owned.append([:])
    defer {
      for slot in owned.removeLast().values.sorted(by: { $0.offset < $1.offset }) {
        frame.release(slot)
      }
    }
    return body()
  }

  /// Gives the room back that a value has, if the innermost region has it.
  func release(_ address: String) {
    guard !pinned.contains(address),
      let slot = owned[owned.count - 1].removeValue(forKey: address)
    else { return }
    frame.release(slot)
  }

  /// The address of a row: the numbers of all lanes for one element.
  func row(_ index: String, of memory: String, _ unit: LaneType) -> String {
    if index == "0" { return memory }
    let type = unit.lanes == self.unit.lanes ? unit.text : unit.element.text
    return text.emit("getelementptr inbounds \(type), ptr \(memory), i64 \(index)")
  }

  func load(_ unit: LaneType, _ address: String) -> String {
    text.emit("load \(unit.text), ptr \(address), align \(unit.element.size)")
  }

  func store(_ unit: LaneType, _ register: String, _ address: String) {
    text.line("store \(unit.text) \(register), ptr \(address), align \(unit.element.size)")
  }

  /// For each lane the address of its number in a row of its own.
  private func addresses(_ unit: LaneType, in memory: String, at indices: String) -> String {
    let lanes = unit.lanes
    let first = text.emit("mul \(unit.position) \(indices), \(unit.position(lanes))")
    let numbers = (0..<lanes).map { "i64 \($0)" }.joined(separator: ", ")
    let position = text.emit("add \(unit.position) \(first), <\(numbers)>")
    return text.emit(
      "getelementptr inbounds \(unit.element.text), ptr \(memory), \(unit.position) \(position)")
  }

  /// Writes for each lane to a row of its own.
  func scatter(_ unit: LaneType, _ register: String, to memory: String, at indices: String) {
    let lanes = unit.lanes
    let addresses = addresses(unit, in: memory, at: indices)
    let symbol = "@llvm.masked.scatter.\(unit.mangling).v\(lanes)p0"
    module.declare("void \(symbol)(\(unit.text), <\(lanes) x ptr>, i32 immarg, \(unit.mask))")
    text.line(
      "call void \(symbol)(\(unit.text) \(register), <\(lanes) x ptr> \(addresses), "
        + "i32 \(unit.element.size), \(unit.mask) \(unit.constant(true)))")
  }

  /// For each lane a number of another row.
  func gather(_ unit: LaneType, from memory: String, at indices: String) -> String {
    let lanes = unit.lanes
    let addresses = addresses(unit, in: memory, at: indices)
    let symbol = "@llvm.masked.gather.\(unit.mangling).v\(lanes)p0"
    module.declare(
      "\(unit.text) \(symbol)(<\(lanes) x ptr>, i32 immarg, \(unit.mask), \(unit.text))")
    return text.emit(
      "call \(unit.text) \(symbol)(<\(lanes) x ptr> \(addresses), i32 \(unit.element.size), "
        + "\(unit.mask) \(unit.constant(true)), \(unit.text) poison)")
  }

  /// Registers in memory, one row each.
  func spill(_ registers: [String], _ unit: LaneType) -> String {
    let memory = allocate(bytes: registers.count * unit.size)
    for (index, register) in registers.enumerated() {
      store(unit, register, row("\(index)", of: memory, unit))
    }
    return memory
  }

  /// Copies so many bytes between places that do not overlap.
  func copy(bytes: Int, from source: String, to target: String) {
    guard bytes > 0, source != target else { return }
    module.declare("void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1 immarg)")
    text.line(
      "call void @llvm.memcpy.p0.p0.i64(ptr \(target), ptr \(source), i64 \(bytes), i1 false)")
  }

  // MARK: Rounds

  /// A loop over the positions from one to before another, which hands registers (with their types)
  /// from round to round.
  func rounds(
    from first: String, to end: String, step: Int = 1, carrying initial: [(type: String, String)],
    body: (String, [String]) -> [String]
  ) -> [String] {
    let (head, inside, exit) = (text.label("head"), text.label("round"), text.label("end"))
    let before = text.block
    text.branch(to: head)
    text.begin(head)
    let gap = text.reserve()
    let index = text.name()
    let carried = initial.map { _ in text.name() }
    let goesOn = text.emit("icmp slt i64 \(index), \(end)")
    text.branch(on: goesOn, to: inside, else: exit)
    text.begin(inside)
    let next = body(index, carried)
    let following = text.emit("add nsw i64 \(index), \(step)")
    let last = text.block
    text.branch(to: head)
    var phis = "  \(index) = phi i64 [ \(first), %\(before) ], [ \(following), %\(last) ]\n"
    for (position, (type, start)) in initial.enumerated() {
      phis +=
        "  \(carried[position]) = phi \(type) [ \(start), %\(before) ], "
        + "[ \(next[position]), %\(last) ]\n"
    }
    text.fill(gap, with: phis)
    text.begin(exit)
    return carried
  }

  /// Does something for each of the positions 0 ..< count.
  func forEach(_ count: Int, _ body: (String) -> Void) {
    if count == 1 { return body("0") }
    guard count > 0 else { return }
    _ = rounds(from: "0", to: "\(count)", carrying: []) { index, _ in
      body(index)
      return []
    }
  }
}
