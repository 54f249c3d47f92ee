import IR

extension Pass {
  /// Drops what nobody uses.
  package static let deadCode = Pass(
    name: "dead-code",
    summary: "Unused bindings, variables, parameters and functions go; what can fail stays."
  ) { program in
    if program.isStraight { return program.dropUnusedBindings() }
    var liveness = Liveness(program)
    liveness.mark()
    if liveness.isEverythingUsed { return }
    program = DeadCodeRemoval(program, liveness).run()
    program.compact()
  }
}

extension Program {
  /// The pass for straight code: one look from the end.
  fileprivate mutating func dropUnusedBindings() {
    let (isKept, isEverythingUsed) = usedBindings()
    self[self[entry].body].bindings.keep(isKept)
    if !isEverythingUsed { compact() }
  }

  /// Which bindings must stay, and whether that are all, and all values that there are.
  private func usedBindings() -> (isKept: [Bool], isEverythingUsed: Bool) {
    let failures = FailureAnalysis(self)
    let body = self[self[entry].body]
    var isUsed = Array(repeating: false, count: values.count)
    for value in body.parameters { isUsed[Int(value.index)] = true }
    for value in body.terminator.operands { isUsed[Int(value.index)] = true }
    var isKept = Array(repeating: true, count: body.bindings.count)
    // Writing where nothing is counted keeps the compiler from counting uses of each binding.
    isUsed.withUnsafeMutableBufferPointer { isUsed in
      for position in body.bindings.indices.reversed() {
        let binding = body.bindings[position]
        isKept[position] =
          binding.results.contains { isUsed[Int($0.index)] } || failures.canFail(binding)
        guard isKept[position] else { continue }
        for result in binding.results { isUsed[Int(result.index)] = true }
        for operand in binding.operation.operands { isUsed[Int(operand.index)] = true }
      }
    }
    return (isKept, !isUsed.contains(false))
  }
}

extension [Binding] {
  /// Drops the bindings for which this says false.
  fileprivate mutating func keep(_ isKept: [Bool]) {
    var count = 0
    for position in indices where isKept[position] {
      if count < position { swapAt(count, position) }
      count += 1
    }
    removeSubrange(count...)
  }
}

/// Drops what liveness has not marked.
private struct DeadCodeRemoval {
  private var program: Program
  private let liveness: Liveness

  init(_ program: Program, _ liveness: Liveness) {
    self.program = program
    self.liveness = liveness
  }

  consuming func run() -> Program {
    for function in program.functions.indices.map(FunctionID.init)
    where liveness.isKept(function) {
      var regions: [RegionID] = []
      program.forEachRegion(from: program[function].body) { regions.append($0) }
      for region in regions { sweep(region) }
      if function != program.entry {
        program[program[function].body].parameters.removeAll { isDead($0) }
      }
    }
    return program
  }

  private func isDead(_ id: ValueID) -> Bool { !liveness.isLive(id) }

  /// The items whose value is live.
  private func live(_ items: ValueList, of values: ValueList) -> ValueList {
    ValueList(zip(items, values).filter { liveness.isLive($0.1) }.map(\.0))
  }

  private mutating func sweep(_ region: RegionID) {
    let bindings = program[region].bindings.filter { liveness.isKept($0) }
    program[region].bindings = []
    for binding in bindings {
      let swept = sweep(binding)
      program[region].bindings.append(swept)
    }
  }

  private mutating func sweep(_ binding: Binding) -> Binding {
    let results = binding.results
    switch binding.operation {
    case .constant, .undefined, .primitive, .pack, .unpack: return binding
    case .call(let callee, let arguments):
      let parameters = liveness.parameters(of: callee)
      return Binding(
        results,
        .call(callee, callee == program.entry ? arguments : live(arguments, of: parameters)))
    case .conditional(_, let then, let otherwise):
      sweepLeaves(of: then, yields: results, recurs: [])
      sweepLeaves(of: otherwise, yields: results, recurs: [])
      return Binding(live(results, of: results), binding.operation)
    case .tabulate(_, let body):
      sweepLeaves(of: body, yields: results, recurs: [])
      return Binding(live(results, of: results), binding.operation)
    case .loop(let initial, let body):
      let carries = program[body].parameters
      sweepLeaves(of: body, yields: results, recurs: carries)
      program[body].parameters = program[body].parameters.filter { liveness.isLive($0) }
      return Binding(
        live(results, of: results), .loop(initial: live(initial, of: carries), body: body))
    case .scan(let initial, let rounds, let body):
      let carries = program[body].parameters
      sweepLeaves(of: body, yields: [], recurs: carries)
      program[body].parameters = program[body].parameters.filter { liveness.isLive($0) }
      return Binding(
        live(results, of: carries),
        .scan(initial: live(initial, of: carries), rounds: rounds, body: body))
    case .fold(let initial, let rounds, let body):
      let carries = ValueList(program[body].parameters.dropFirst())
      sweepLeaves(of: body, yields: [], recurs: carries)
      let dead = Set(carries.filter { isDead($0) })
      program[body].parameters.removeAll { dead.contains($0) }
      return Binding(
        live(results, of: carries),
        .fold(initial: live(initial, of: carries), rounds: rounds, body: body))
    case .recordedLoop(let initial, let body, let recorded):
      return sweepRecordedLoop(results, initial, body, recorded)
    case .reverseLoop(let tape, let initial, let replay, let body):
      let carries = ValueList(program[body].parameters.suffix(initial.count))
      sweepLeaves(of: body, yields: [], recurs: carries)
      sweepLeaves(of: replay, yields: [], recurs: program[replay].parameters)
      program[body].parameters = program[body].parameters.filter { liveness.isLive($0) }
      program[replay].parameters = program[replay].parameters.filter { liveness.isLive($0) }
      return Binding(
        live(results, of: carries),
        .reverseLoop(
          tape: tape, initial: live(initial, of: carries), replay: replay, body: body))
    }
  }

  /// A loop whose tape nobody reads keeps none.
  private mutating func sweepRecordedLoop(
    _ results: ValueList, _ initial: ValueList, _ body: RegionID, _ recorded: [Int]
  ) -> Binding {
    let carries = program[body].parameters
    let values = ValueList(results.dropLast())
    sweepLeaves(of: body, yields: values, recurs: carries)
    program[body].parameters = carries.filter { liveness.isLive($0) }
    let start = live(initial, of: carries)
    guard let tape = results.last, liveness.isLive(tape) else {
      return Binding(live(values, of: values), .loop(initial: start, body: body))
    }
    let positions = carries.indices.filter { liveness.isLive(carries[$0]) }
    let kept = zip(recorded, liveness.isRecorded(on: tape, recorded)).filter(\.1).compactMap {
      positions.firstIndex(of: $0.0)
    }
    return Binding(
      live(values, of: values) + [tape],
      .recordedLoop(initial: start, body: body, recorded: kept))
  }

  private mutating func sweepLeaves(of root: RegionID, yields: ValueList, recurs: ValueList) {
    var pending = [root]
    while let region = pending.popLast() {
      switch program[region].terminator {
      case .yield(let values): program[region].terminator = .yield(live(values, of: yields))
      case .recur(let values): program[region].terminator = .recur(live(values, of: recurs))
      case .branch(_, let then, let otherwise): pending += [then, otherwise]
      }
    }
  }
}
