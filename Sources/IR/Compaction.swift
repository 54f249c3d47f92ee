extension Program {
  /// Drops functions that the entry does not reach, and table entries that nothing refers to.
  package mutating func compact() {
    self = Compaction(self).run()
  }
}

/// Copies what is in use to fresh tables.
private struct Compaction {
  let old: Program
  var new: Program
  var valueNumbers: [ValueID]
  var regionNumbers: [RegionID]
  var functionNumbers: [FunctionID]

  init(_ program: Program) {
    old = program
    new = program
    new.values = []
    new.regions = []
    new.functions = []
    valueNumbers = Array(repeating: ValueID(-1), count: program.values.count)
    regionNumbers = Array(repeating: RegionID(-1), count: program.regions.count)
    functionNumbers = Array(repeating: FunctionID(-1), count: program.functions.count)
  }

  consuming func run() -> Program {
    let reachable = reachableFunctions()
    var regions: [RegionID] = []
    for function in reachable {
      functionNumbers[Int(function.index)] = FunctionID(new.functions.count)
      new.functions.append(old[function])
      old.forEachRegion(from: old[function].body) { regions.append($0) }
    }
    for (position, id) in regions.enumerated() {
      regionNumbers[Int(id.index)] = RegionID(position)
      for parameter in old[id].parameters { copyValue(parameter) }
      for binding in old[id].bindings {
        for result in binding.results { copyValue(result) }
      }
    }
    for id in regions { copyRegion(id) }
    for index in new.functions.indices {
      new.functions[index].body = region(new.functions[index].body)
    }
    new.entry = functionNumbers[Int(old.entry.index)]
    return new
  }

  private func reachableFunctions() -> [FunctionID] {
    var isReachable = Array(repeating: false, count: old.functions.count)
    isReachable[Int(old.entry.index)] = true
    var pending = [old.entry]
    while let function = pending.popLast() {
      old.forEachBinding(from: old[function].body) { binding in
        guard case .call(let callee, _) = binding.operation, !isReachable[Int(callee.index)] else {
          return
        }
        isReachable[Int(callee.index)] = true
        pending.append(callee)
      }
    }
    return isReachable.indices.filter { isReachable[$0] }.map(FunctionID.init)
  }

  private mutating func copyValue(_ id: ValueID) {
    valueNumbers[Int(id.index)] = ValueID(new.values.count)
    new.values.append(old[id])
  }

  private func value(_ id: ValueID) -> ValueID { valueNumbers[Int(id.index)] }
  private func region(_ id: RegionID) -> RegionID { regionNumbers[Int(id.index)] }

  private mutating func copyRegion(_ id: RegionID) {
    let source = old[id]
    new.regions.append(
      Region(
        parameters: source.parameters.map { value($0) },
        bindings: source.bindings.map { binding in
          Binding(binding.results.map { value($0) }, operation(binding.operation))
        },
        terminator: source.terminator.mapOperands { value($0) }.mapRegions { region($0) }))
  }

  private func operation(_ operation: Operation) -> Operation {
    let copy = operation.mapOperands { value($0) }.mapRegions { region($0) }
    guard case .call(let callee, let arguments) = copy else { return copy }
    return .call(functionNumbers[Int(callee.index)], arguments)
  }
}

extension Operation {
  /// The same operation with other regions.
  package func mapRegions(_ transform: (RegionID) -> RegionID) -> Operation {
    switch self {
    case .constant, .undefined, .primitive, .call, .pack, .unpack: self
    case .conditional(let condition, let then, let otherwise):
      .conditional(condition, then: transform(then), else: transform(otherwise))
    case .loop(let initial, let body): .loop(initial: initial, body: transform(body))
    case .scan(let initial, let rounds, let body):
      .scan(initial: initial, rounds: rounds, body: transform(body))
    case .tabulate(let count, let body): .tabulate(count: count, body: transform(body))
    case .fold(let initial, let rounds, let body):
      .fold(initial: initial, rounds: rounds, body: transform(body))
    case .recordedLoop(let initial, let body, let recorded):
      .recordedLoop(initial: initial, body: transform(body), recorded: recorded)
    case .reverseLoop(let tape, let initial, let replay, let body):
      .reverseLoop(
        tape: tape, initial: initial, replay: transform(replay), body: transform(body))
    }
  }
}

extension Terminator {
  /// The same terminator with other regions.
  package func mapRegions(_ transform: (RegionID) -> RegionID) -> Terminator {
    switch self {
    case .yield, .recur: self
    case .branch(let condition, let then, let otherwise):
      .branch(condition, transform(then), transform(otherwise))
    }
  }
}
