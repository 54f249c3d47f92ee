import IR

extension FunctionEmitter {
  /// Writes the bindings of a region.
  func emitBindings(of region: RegionID) {
    for (position, binding) in program[region].bindings.enumerated() {
      if let first = binding.results.first, module.hoisted.contains(first) { continue }
      emit(binding)
      release(after: position, of: binding, in: region)
    }
  }

  /// Gives back the room of values that nobody uses any more.
  func release(after position: Int, of binding: Binding, in region: RegionID) {
    let operands = binding.operation.operands
    let freed = operands.flatMap { held.removeValue(forKey: $0) ?? [] }
    for id in freed { holders[id, default: 1] -= 1 }
    let candidates = operands + freed + binding.results
    if let result = binding.results.first, case .deferred? = module.values[Int(result.index)] {
      held[result] = candidates
      for id in candidates { holders[id, default: 0] += 1 }
      return
    }
    guard !owned[owned.count - 1].isEmpty else { return }
    for id in candidates
    where holders[id, default: 0] == 0
      && module.lifetimes.isDead(id, after: position, of: region)
    {
      if case .memory(let address)? = module.values[Int(id.index)] { release(address) }
    }
  }

  /// Writes a region of which all lanes go the same way, up to its ends.
  func emit(_ region: RegionID, _ sink: Sink) {
    scoped {
      if sink.yieldMask == nil { want(region, sink.targets.yields, recurs: false) }
      want(region, sink.targets.recurs, recurs: true)
      emitBindings(of: region)
      switch program[region].terminator {
      case .yield(let values):
        finish(values, sink.targets.yields, mask: sink.yieldMask, sink.yield)
      case .recur(let values): finish(values, sink.targets.recurs, mask: nil, sink.recur)
      case .branch(let condition, let then, let otherwise):
        let condition = value(condition).number
        if let constant = condition.constant {
          emit(constant != 0 ? then : otherwise, sink)
        } else if hasLanes && !condition.isHost {
          finish(emitFork(condition, then, otherwise, sink.targets), sink)
        } else {
          emitBranch(condition) {
            self.emit(then, sink)
          } otherwise: {
            self.emit(otherwise, sink)
          }
        }
      }
    }
  }

  /// A branch that all lanes take together.
  func emitBranch(_ condition: Number, then: () -> Void, otherwise: () -> Void) {
    let (thenLabel, elseLabel) = (text.label("then"), text.label("else"))
    text.branch(on: uniformTruth(of: condition), to: thenLabel, else: elseLabel)
    text.begin(thenLabel)
    then()
    text.begin(elseLabel)
    otherwise()
  }

  private func finish(
    _ ids: ValueList, _ targets: Targets.Values, mask: String?, _ use: (([String]) -> Void)?
  ) {
    guard let use else {
      preconditionFailure("neuralc bug: a region ends as it cannot, please report it")
    }
    use(registers(of: ids.map(value), targets, mask: mask))
  }

  private func finish(_ ending: Ending, _ sink: Sink) {
    switch (ending.yield, ending.recur) {
    case (let yield?, nil): sink.yield?(yield.registers)
    case (nil, let recur?): sink.recur?(recur.registers)
    case (let yield?, let recur?): sink.split?(yield, recur)
    case (nil, nil): preconditionFailure("neuralc bug: a region without end, please report it")
    }
  }

  /// Has values that a region computes and ends with computed where they are to go.
  private func want(_ region: RegionID, _ targets: Targets.Values, recurs: Bool) {
    let values: ValueList
    switch program[region].terminator {
    case .yield(let yields): values = recurs ? [] : yields
    case .recur(let next): values = recurs ? next : []
    case .branch: values = []
    }
    guard zip(values, targets.memory).contains(where: { $1 != nil }) else { return }
    var computed: [ValueID: Binding] = [:]
    for binding in program[region].bindings {
      for result in binding.results { computed[result] = binding }
    }
    for (value, memory) in zip(values, targets.memory) {
      guard let memory else { continue }
      var value = value
      while let binding = computed[value], wanted[value] == nil {
        wanted[value] = memory
        guard let updated = updated(by: binding),
          module.lifetimes.onlyUser(of: updated, in: program) != nil
        else { break }
        value = updated
      }
    }
  }

  /// What a binding changes some elements of.
  private func updated(by binding: Binding) -> ValueID? {
    guard case .primitive(let id, let operands, _) = binding.operation,
      case .update = id.primitive.native
    else { return nil }
    return operands[0]
  }

  /// The registers of values at an end; those in memory are put where they must be.
  func registers(
    of values: [NativeValue], _ targets: Targets.Values, mask: String?
  ) -> [String] {
    zip(values, zip(targets.shapes, targets.memory)).flatMap { value, target -> [String] in
      guard case (.memory(let count), let memory?) = target else {
        return registers(of: value, as: target.0)
      }
      store(value, count: count, to: memory, mask: mask)
      return [memory]
    }
  }

  // MARK: Lanes that go different ways

  /// Writes both regions of a branch, each for the lanes that take it.
  func emitFork(
    _ condition: Number, _ then: RegionID, _ otherwise: RegionID, _ targets: Targets
  ) -> Ending {
    let outer = mask
    let truth = truth(of: condition, as: unit)
    let opposite = text.emit("xor \(unit.mask) \(truth), \(unit.constant(true))")
    let first = emitGuarded(then, restricted(truth), targets)
    mask = outer
    let second = emitGuarded(otherwise, restricted(opposite), targets)
    mask = outer
    return Ending(
      yield: join(truth, first.yield, second.yield, targets.yields),
      recur: join(truth, first.recur, second.recur, targets.recurs))
  }

  private func join(
    _ condition: String, _ first: Ending.Exit?, _ second: Ending.Exit?, _ targets: Targets.Values
  ) -> Ending.Exit? {
    guard let first, let second else { return first ?? second }
    let types = targets.types(self)
    let registers = zip(zip(first.registers, second.registers), types).map { pair, type in
      // Tapes are only made by one side; the other side has a null address.
      type == "ptr"
        ? joinAddresses(pair.0, pair.1)
        : type == "double" && unit.text != "double"
          ? pair.0 : select(condition, pair.0, pair.1, type)
    }
    return Ending.Exit(
      mask: text.emit("or \(unit.mask) \(first.mask), \(second.mask)"), registers: registers)
  }

  private func joinAddresses(_ first: String, _ second: String) -> String {
    if first == second || second == "null" { return first }
    if first == "null" { return second }
    let isMissing = text.emit("icmp eq ptr \(first), null")
    return text.emit("select i1 \(isMissing), ptr \(second), ptr \(first)")
  }

  /// Writes a region for the lanes of a mask, with a jump around it where that can pay.
  private func emitGuarded(_ region: RegionID, _ mask: String, _ targets: Targets) -> Ending {
    self.mask = mask
    guard isWorthJump(region) else { return emitMasked(region, targets) }
    let (inside, end) = (text.label("some"), text.label("end"))
    let before = text.block
    text.branch(on: any(mask), to: inside, else: end)
    text.begin(inside)
    let ending = emitMasked(region, targets)
    let last = text.block
    text.branch(to: end)
    text.begin(end)
    return Ending(
      yield: ending.yield.map { join($0, from: last, targets.yields, orNothingFrom: before) },
      recur: ending.recur.map { join($0, from: last, targets.recurs, orNothingFrom: before) })
  }

  private func join(
    _ exit: Ending.Exit, from block: String, _ targets: Targets.Values,
    orNothingFrom before: String
  ) -> Ending.Exit {
    func phi(_ type: String, _ register: String, _ nothing: String) -> String {
      text.emit("phi \(type) [ \(register), %\(block) ], [ \(nothing), %\(before) ]")
    }
    let memory = targets.shapes.map(\.isMemory)
    let isFixed = zip(targets.shapes, memory).flatMap {
      Array(repeating: $1, count: $0.registerCount)
    }
    let mask = phi(unit.mask, exit.mask, unit.constant(false))
    let registers = exit.registers.indices.map { position in
      let type = targets.types(self)[position]
      if isFixed[position] { return exit.registers[position] }
      return phi(type, exit.registers[position], type == "ptr" ? "null" : "poison")
    }
    return Ending.Exit(mask: mask, registers: registers)
  }

  /// Writes a region for the lanes of the current mask.
  private func emitMasked(_ region: RegionID, _ targets: Targets) -> Ending {
    scoped {
      emitBindings(of: region)
      let mask = self.mask ?? unit.constant(true)
      switch program[region].terminator {
      case .yield(let values):
        let registers = registers(of: values.map(value), targets.yields, mask: mask)
        return Ending(yield: .init(mask: mask, registers: registers))
      case .recur(let values):
        let registers = registers(of: values.map(value), targets.recurs, mask: mask)
        return Ending(recur: .init(mask: mask, registers: registers))
      case .branch(let condition, let then, let otherwise):
        let condition = value(condition).number
        if let constant = condition.constant {
          return emitMasked(constant != 0 ? then : otherwise, targets)
        }
        // A truth that is the same for all lanes is a truth in each lane, too.
        return emitFork(condition, then, otherwise, targets)
      }
    }
  }

  /// Whether a region does so much, or such things, that it is left out where no lane takes it.
  private func isWorthJump(_ region: RegionID) -> Bool {
    if case .branch = program[region].terminator { return true }
    let bindings = program[region].bindings
    return bindings.count > 8 || bindings.contains { !isSimple($0) }
  }

  /// Whether a binding is a few instructions on reals.
  func isSimple(_ binding: Binding) -> Bool {
    switch binding.operation {
    case .constant, .undefined: return program[binding.results[0]].type == .real
    case .primitive(let id, let operands, _):
      guard case .elementwise = id.primitive.native else {
        if case .truth = id.primitive.native { return true }
        return false
      }
      return operands.allSatisfy { program[$0].type == .real }
    default: return false
    }
  }

  // MARK: Regions as values

  /// Writes a region of which all lanes end in one way, by yielding or by recurring, and gives the
  /// registers of its values. Lanes that go different ways have come together again.
  func emitValues(_ region: RegionID, recurs: Bool, _ targets: Targets.Values) -> [String] {
    switch program[region].terminator {
    case .yield(let values), .recur(let values):
      return scoped {
        want(region, targets, recurs: recurs)
        emitBindings(of: region)
        return registers(of: values.map(value), targets, mask: nil)
      }
    case .branch: break
    }
    let end = text.label("join")
    var edges: [Edge] = []
    let use = { (registers: [String]) in
      edges.append(Edge(block: self.text.block, registers: registers))
      self.text.branch(to: end)
    }
    let sink =
      recurs
      ? Sink(targets: Targets(recurs: targets), recur: use)
      : Sink(targets: Targets(yields: targets), yield: use)
    emit(region, sink)
    text.begin(end)
    return join(edges, targets)
  }

  /// The registers at the start of a block that edges lead to.
  func join(_ edges: [Edge], _ targets: Targets.Values) -> [String] {
    join(edges, types: targets.types(self))
  }

  func join(_ edges: [Edge], types: [String]) -> [String] {
    if edges.isEmpty { return types.map { _ in "poison" } }
    return types.indices.map { position in
      let registers = edges.map { $0.registers[position] }
      if let first = registers.first, edges.count == 1 || isFixed(first, registers) {
        return first
      }
      let sources = edges.map { "[ \($0.registers[position]), %\($0.block) ]" }
      return text.emit("phi \(types[position]) \(sources.joined(separator: ", "))")
    }
  }

  /// Whether all registers are one that is known in the whole function.
  private func isFixed(_ first: String, _ registers: [String]) -> Bool {
    registers.allSatisfy { $0 == first } && (!first.hasPrefix("%") || owns(first))
  }

  /// Whether it is the address of a slot.
  private func owns(_ address: String) -> Bool { owned.contains { $0[address] != nil } }
}
