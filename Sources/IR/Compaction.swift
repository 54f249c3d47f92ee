extension Program {
  /// Drops functions that the entry does not reach, and table entries that nothing refers to.
  package mutating func compact() {
    let numbering = Numbering(of: self)
    var compacted: [Region] = []
    compacted.reserveCapacity(numbering.regions.count)
    for id in numbering.regions {
      var region = Region(parameters: [], bindings: [], terminator: .yield([]))
      swap(&region, &self[id])  // It has one owner, and changes where it is.
      numbering.renumber(&region)
      compacted.append(region)
    }
    regions = compacted
    values = numbering.values.map { values[Int($0.index)] }
    functions = numbering.functions.map { functions[Int($0.index)] }
    for index in functions.indices {
      functions[index].body = numbering.number(of: functions[index].body)
    }
    entry = numbering.number(of: entry)
  }
}

/// What is in use, in the order of the new numbers, and these numbers.
private struct Numbering {
  private(set) var values: [ValueID] = []
  private(set) var regions: [RegionID] = []
  private(set) var functions: [FunctionID] = []
  private var valueNumbers: [ValueID]
  private var regionNumbers: [RegionID]
  private var functionNumbers: [FunctionID]

  init(of program: Program) {
    valueNumbers = Array(repeating: ValueID(-1), count: program.values.count)
    regionNumbers = Array(repeating: RegionID(-1), count: program.regions.count)
    functionNumbers = Array(repeating: FunctionID(-1), count: program.functions.count)
    for function in program.reachableFunctions() {
      functionNumbers[Int(function.index)] = FunctionID(functions.count)
      functions.append(function)
      program.forEachRegion(from: program[function].body) { regions.append($0) }
    }
    values.reserveCapacity(program.values.count)
    for (position, id) in regions.enumerated() {
      regionNumbers[Int(id.index)] = RegionID(position)
      for parameter in program[id].parameters { add(parameter) }
      for binding in program[id].bindings {
        for result in binding.results { add(result) }
      }
    }
  }

  private mutating func add(_ id: ValueID) {
    valueNumbers[Int(id.index)] = ValueID(values.count)
    values.append(id)
  }

  func number(of id: RegionID) -> RegionID { regionNumbers[Int(id.index)] }
  func number(of id: FunctionID) -> FunctionID { functionNumbers[Int(id.index)] }

  /// Puts the new numbers into a region.
  func renumber(_ region: inout Region) {
    let values = valueNumbers
    let regions = regionNumbers
    region.parameters.replace { values[Int($0.index)] }
    for index in region.bindings.indices {
      region.bindings[index].results.replace { values[Int($0.index)] }
      renumber(&region.bindings[index].operation)
    }
    region.terminator = region.terminator.mapOperands { values[Int($0.index)] }
      .mapRegions { regions[Int($0.index)] }
  }

  private func renumber(_ operation: inout Operation) {
    let values = valueNumbers
    operation.replaceOperands { values[Int($0.index)] }
    if case .call(let callee, let arguments) = operation {
      operation = .call(number(of: callee), arguments)
    } else if !operation.regions.isEmpty {
      operation = operation.mapRegions { number(of: $0) }
    }
  }
}

extension Program {
  /// The functions that the entry reaches, in their order.
  package func reachableFunctions() -> [FunctionID] {
    if functions.count == 1 { return [entry] }
    var isReachable = Array(repeating: false, count: functions.count)
    isReachable[Int(entry.index)] = true
    var pending = [entry]
    while let function = pending.popLast() {
      forEachBinding(from: self[function].body) { binding in
        guard case .call(let callee, _) = binding.operation, !isReachable[Int(callee.index)] else {
          return
        }
        isReachable[Int(callee.index)] = true
        pending.append(callee)
      }
    }
    return isReachable.indices.filter { isReachable[$0] }.map(FunctionID.init)
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
