import IR

extension FunctionEmitter {
  func emit(_ binding: Binding) {
    switch binding.operation {
    case .constant(let number): emitConstant(number, binding.results[0])
    case .undefined: set(binding.results[0], to: .undefined)
    case .primitive(let id, let operands, let attributes):
      emit(id.primitive, operands, attributes, binding.results[0], at: span(of: binding))
    case .conditional(let condition, let then, let otherwise):
      emitConditional(binding.results, condition, then, otherwise)
    case .loop(let initial, let body):
      emitLoop(binding.results, initial, body, at: span(of: binding))
    case .scan(let initial, let rounds, let body):
      emitScan(binding.results, initial, rounds, body)
    case .tabulate(let count, let body): emitTabulate(binding.results, count, body)
    case .fold(let initial, let rounds, let body):
      emitFold(binding.results, initial, rounds, body)
    case .call(let callee, let arguments):
      emitCall(binding.results, callee, arguments, at: span(of: binding))
    case .pack(let values): set(binding.results[0], to: pack(values, on: binding.results[0]))
    case .unpack(let tape): unpack(tape, binding.results)
    case .recordedLoop(let initial, let body, let recorded):
      emitRecordedLoop(binding.results, initial, body, recorded, at: span(of: binding))
    case .reverseLoop(let tape, let initial, let replay, let body):
      emitReverseLoop(binding.results, tape, initial, replay, body)
    }
  }

  private func emitConstant(_ number: Double, _ result: ValueID) {
    set(
      result,
      to: program[result].type == .real ? .number(.constant(number)) : .fill(.constant(number)))
  }

  /// Where results in memory are to go: one address for each result that has one.
  func targets(for results: ValueList) -> Targets.Values {
    let shapes = results.map(shape)
    return Targets.Values(
      shapes: shapes,
      memory: zip(results, shapes).map { result, shape in
        guard case .memory(let count) = shape else { return nil }
        return place(of: result, count: count)
      })
  }

  /// Where a result in memory is to go.
  func place(of result: ValueID, count: Int) -> String {
    wanted.removeValue(forKey: result) ?? allocate(count: count)
  }

  func set(_ results: ValueList, to registers: [String], _ targets: Targets.Values) {
    for (result, value) in zip(results, values(of: registers, as: targets.shapes)) {
      set(result, to: value)
    }
  }

  // MARK: Conditionals

  private func emitConditional(
    _ results: ValueList, _ condition: ValueID, _ then: RegionID, _ otherwise: RegionID
  ) {
    let condition = value(condition).number
    let targets = targets(for: results)
    if let constant = condition.constant {
      let region = constant != 0 ? then : otherwise
      return set(results, to: emitValues(region, recurs: false, targets), targets)
    }
    if isCheap(then) && isCheap(otherwise) {
      return emitChoice(results, condition, then, otherwise, targets)
    }
    if hasLanes && !condition.isHost {
      let ending = emitFork(condition, then, otherwise, Targets(yields: targets))
      return set(results, to: ending.yield?.registers ?? [], targets)
    }
    let end = text.label("join")
    var edges: [Edge] = []
    func emit(_ region: RegionID) {
      let registers = emitValues(region, recurs: false, targets)
      edges.append(Edge(block: text.block, registers: registers))
      text.branch(to: end)
    }
    emitBranch(condition) {
      emit(then)
    } otherwise: {
      emit(otherwise)
    }
    text.begin(end)
    set(results, to: join(edges, targets), targets)
  }

  /// Whether computing a region costs less than a jump around it, and nothing can go wrong there.
  private func isCheap(_ region: RegionID) -> Bool {
    guard case .yield(let values) = program[region].terminator,
      values.allSatisfy({ !shape(of: $0).isMemory && shape(of: $0) != .tape })
    else { return false }
    let bindings = program[region].bindings
    return bindings.count <= 2
      && bindings.allSatisfy { binding in
        switch binding.operation {
        case .constant, .undefined: true
        case .primitive(let id, _, _): isSimple(binding) && module.isInstruction(id.primitive)
        default: false
        }
      }
  }

  /// A conditional of which both sides are computed.
  private func emitChoice(
    _ results: ValueList, _ condition: Number, _ then: RegionID, _ otherwise: RegionID,
    _ targets: Targets.Values
  ) {
    let first = emitValues(then, recurs: false, targets)
    let second = emitValues(otherwise, recurs: false, targets)
    let truth = truth(of: condition, as: condition.isHost ? .host : unit)
    let registers = zip(zip(first, second), targets.types(self)).map { pair, type in
      // A truth in each lane never decides over what is the same for all lanes.
      pair.0 == pair.1
        ? pair.0
        : text.emit(
          "select \(condition.isHost ? "i1" : unit.mask) \(truth), \(type) \(pair.0), "
            + "\(type) \(pair.1)")
    }
    set(results, to: registers, targets)
  }
}
