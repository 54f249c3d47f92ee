import IR

/// What the entry's results, and the errors that must stay, depend on.
struct Liveness {
  private let program: Program
  private let failures: FailureAnalysis
  private var isValueLive: [Bool]
  private var isBindingKept: [Bool]
  private var isFunctionKept: [Bool]
  /// All bindings, numbered in the order of the text.
  private var bindings: [Site] = []
  /// The number of the binding that gives a value, or whose region has it as a parameter; −1 less
  /// the number of the function for parameters of functions.
  private var definition: [Int32]
  private var owner: [Owner]
  /// The bindings of a function that can fail themselves.
  private var failing: [[Int]]
  /// The kept calls of each function.
  private var keptCalls: [[Int]]
  private let parametersOf: [ValueList]
  /// The tapes of recorded loops by the tapes that reverse loops read, and the other way round.
  private let links: TapeLinks
  private var readers: [ValueID: Int] = [:]
  private var work: [Work] = []
  /// Kept bindings that must have a live result in the end.
  private var unnamed: [Int] = []

  /// A binding and where it stands.
  private struct Site {
    let binding: Binding
    let region: RegionID
  }

  /// What a region belongs to.
  private enum Owner {
    case nothing
    case function(FunctionID)
    case binding(Int)
    case region(RegionID)
  }

  /// What is to be marked.
  private enum Work {
    case value(ValueID)
    case binding(Int)
    case function(FunctionID)
  }

  init(_ program: Program) {
    self.program = program
    failures = FailureAnalysis(program)
    isValueLive = Array(repeating: false, count: program.values.count)
    isFunctionKept = Array(repeating: false, count: program.functions.count)
    definition = Array(repeating: -1, count: program.values.count)
    owner = Array(repeating: .nothing, count: program.regions.count)
    failing = Array(repeating: [], count: program.functions.count)
    keptCalls = Array(repeating: [], count: program.functions.count)
    parametersOf = program.functions.map { program[$0.body].parameters }
    links = TapeLinks(program)
    isBindingKept = []
    for index in program.functions.indices { collect(FunctionID(index)) }
    isBindingKept = Array(repeating: false, count: bindings.count)
  }

  /// Whether anybody uses a value.
  func isLive(_ id: ValueID) -> Bool { isValueLive[Int(id.index)] }

  /// Whether a binding must stay; it has a result that says which one it is.
  func isKept(_ binding: Binding) -> Bool {
    guard let result = binding.results.first else { return true }
    return isBindingKept[Int(definition[Int(result.index)])]
  }

  /// Whether a function is called.
  func isKept(_ function: FunctionID) -> Bool { isFunctionKept[Int(function.index)] }

  /// The parameters that a function had at first.
  func parameters(of function: FunctionID) -> ValueList { parametersOf[Int(function.index)] }

  // MARK: Tables

  private mutating func collect(_ function: FunctionID) {
    let body = program[function].body
    owner[Int(body.index)] = .function(function)
    for parameter in program[body].parameters {
      definition[Int(parameter.index)] = -1 - function.index
    }
    var regions: [RegionID] = []
    program.forEachRegion(from: body) { regions.append($0) }
    let safe = regionsThatCannotFail(among: regions)
    for region in regions {
      for binding in program[region].bindings {
        collect(binding, in: region, of: function)
        if !safe.contains(region), failures.canFail(binding) {
          failing[Int(function.index)].append(bindings.count - 1)
        }
      }
      for inner in program[region].terminator.regions { owner[Int(inner.index)] = .region(region) }
    }
  }

  /// The regions inside reverse loops and folds: what fails there has failed before.
  private func regionsThatCannotFail(among regions: [RegionID]) -> Set<RegionID> {
    var safe: Set<RegionID> = []
    for region in regions {
      for binding in program[region].bindings {
        switch binding.operation {
        case .reverseLoop, .fold: break
        default: continue
        }
        for inner in binding.operation.regions where !safe.contains(inner) {
          program.forEachRegion(from: inner) { safe.insert($0) }
        }
      }
    }
    return safe
  }

  private mutating func collect(
    _ binding: Binding, in region: RegionID, of function: FunctionID
  ) {
    let number = bindings.count
    bindings.append(Site(binding: binding, region: region))
    if case .reverseLoop(let tape, _, _, _) = binding.operation, let source = links.sources[tape] {
      readers[source] = number
    }
    for result in binding.results { definition[Int(result.index)] = Int32(number) }
    for inner in binding.operation.regions {
      owner[Int(inner.index)] = .binding(number)
      for parameter in program[inner].parameters {
        definition[Int(parameter.index)] = Int32(number)
      }
    }
  }

  /// Whether nothing is there that nobody uses.
  var isEverythingUsed: Bool {
    !isBindingKept.contains(false) && !isFunctionKept.contains(false)
      && !isValueLive.contains(false)
  }

  // MARK: Marking

  /// Marks everything that is needed.
  mutating func mark() {
    work.append(.function(program.entry))
    repeat {
      while let item = work.popLast() {
        switch item {
        case .value(let id): markValue(id)
        case .binding(let number): markBinding(number)
        case .function(let function): markFunction(function)
        }
      }
      nameBindings()
    } while !work.isEmpty
  }

  /// Where only errors are left of an operation, keeps one result for back ends to name it by.
  private mutating func nameBindings() {
    for number in unnamed {
      let results = bindings[number].binding.results
      if !results.contains(where: { isLive($0) }) { need(results.prefix(1)) }
    }
    unnamed = []
  }

  private mutating func need(_ values: some Sequence<ValueID>) {
    for value in values where !isLive(value) { work.append(.value(value)) }
  }

  private mutating func markFunction(_ function: FunctionID) {
    guard !isFunctionKept[Int(function.index)] else { return }
    isFunctionKept[Int(function.index)] = true
    if case .yield(let values) = program[program[function].body].terminator { need(values) }
    for number in failing[Int(function.index)] { work.append(.binding(number)) }
    if function == program.entry { need(program[program[function].body].parameters) }
  }

  private mutating func markBinding(_ number: Int) {
    guard !isBindingKept[number] else { return }
    isBindingKept[number] = true
    keep(bindings[number].region)
    let binding = bindings[number].binding
    unnamed.append(number)
    switch binding.operation {
    case .constant, .undefined, .primitive, .pack, .unpack:
      need(binding.results + binding.operation.operands)
    case .call(let callee, let arguments):
      need(binding.results)
      work.append(.function(callee))
      keptCalls[Int(callee.index)].append(number)
      need(zip(arguments, parameters(of: callee)).filter { isLive($0.1) }.map(\.0))
    case .conditional(let condition, _, _): need([condition])
    case .tabulate: break
    case .loop(_, let body), .scan(_, _, let body), .fold(_, _, let body),
      .recordedLoop(_, let body, _):
      needConditions(of: body)
      if case .fold = binding.operation { need([program[body].parameters[0]]) }
    case .reverseLoop(let tape, _, let replay, let body):
      need([tape])
      needConditions(of: body)
      needConditions(of: replay)
      // Of a state that others may read, too, nothing is left out.
      if links.sources[tape] == nil { need(program[replay].parameters) }
    }
  }

  /// Keeps whatever runs a region.
  private mutating func keep(_ region: RegionID) {
    var region = region
    while case .region(let outer) = owner[Int(region.index)] { region = outer }
    switch owner[Int(region.index)] {
    case .binding(let number): work.append(.binding(number))
    case .function(let function): work.append(.function(function))
    case .nothing, .region: break
    }
  }

  private mutating func needConditions(of root: RegionID) {
    var pending = [root]
    while let region = pending.popLast() {
      if case .branch(let condition, let then, let otherwise) = program[region].terminator {
        need([condition])
        pending += [then, otherwise]
      }
    }
  }

  private mutating func markValue(_ id: ValueID) {
    guard !isLive(id) else { return }
    isValueLive[Int(id.index)] = true
    let number = Int(definition[Int(id.index)])
    guard number >= 0 else { return markParameter(id, of: FunctionID(-1 - number)) }
    work.append(.binding(number))
    let binding = bindings[number].binding
    if let position = binding.results.firstIndex(of: id) {
      markResult(position, of: binding)
    } else {
      markCarry(id, of: binding)
    }
  }

  /// What the parameter of a function needs: the arguments of all calls.
  private mutating func markParameter(_ id: ValueID, of function: FunctionID) {
    let calls = keptCalls[Int(function.index)]
    guard !calls.isEmpty, let position = parameters(of: function).firstIndex(of: id) else { return }
    for number in calls {
      if case .call(_, let arguments) = bindings[number].binding.operation {
        need([arguments[position]])
      }
    }
  }

  /// What one result of a structured operation needs.
  private mutating func markResult(_ position: Int, of binding: Binding) {
    switch binding.operation {
    case .constant, .undefined, .primitive, .call, .pack, .unpack: break
    case .conditional(_, let then, let otherwise):
      needLeaves(of: then, yield: position)
      needLeaves(of: otherwise, yield: position)
    case .loop(_, let body), .tabulate(_, let body): needLeaves(of: body, yield: position)
    case .scan(_, _, let body): need([program[body].parameters[position]])
    case .fold(_, _, let body): need([program[body].parameters[position + 1]])
    case .recordedLoop(_, let body, let recorded):
      if position < binding.results.count - 1 { return needLeaves(of: body, yield: position) }
      // What the one reader needs is marked with it.
      if readers[binding.results[position]] == nil {
        need(recorded.map { program[body].parameters[$0] })
      }
    case .reverseLoop(_, let initial, _, let body):
      let parameters = program[body].parameters
      need([parameters[parameters.count - initial.count + position]])
    }
  }

  /// What a variable of a loop or scan needs.
  private mutating func markCarry(_ id: ValueID, of binding: Binding) {
    switch binding.operation {
    case .loop(let initial, let body), .recordedLoop(let initial, let body, _):
      markCarry(id, initial, body, results: nil)
    case .scan(let initial, _, let body), .fold(let initial, _, let body):
      markCarry(id, initial, body, results: binding.results)
    case .reverseLoop(let tape, let initial, let replay, let body):
      markCarry(id, initial, body, results: binding.results)
      for region in [body, replay] {
        let state = program[region].parameters.prefix(program[replay].parameters.count)
        if let position = state.firstIndex(of: id) { markState(position, tape, replay, body) }
      }
    default: break
    }
  }

  /// What a part of the state of a reverse loop needs: that it is recorded, and replayed.
  private mutating func markState(
    _ position: Int, _ tape: ValueID, _ replay: RegionID, _ body: RegionID
  ) {
    need([program[body].parameters[position], program[replay].parameters[position]])
    needLeaves(of: replay, recur: position)
    guard let source = links.sources[tape] else { return }
    let loop = bindings[Int(definition[Int(source.index)])].binding
    if case .recordedLoop(_, let body, let recorded) = loop.operation {
      need([program[body].parameters[recorded[position]]])
    }
  }

  /// Which of the recorded variables of a loop must be on its tape.
  func isRecorded(on tape: ValueID, _ recorded: [Int]) -> [Bool] {
    guard let reader = readers[tape],
      case .reverseLoop(_, _, let replay, _) = bindings[reader].binding.operation
    else { return recorded.map { _ in true } }
    return program[replay].parameters.map { isLive($0) }
  }

  /// The carried values are the last parameters; where they are the results as well, these stay.
  private mutating func markCarry(
    _ id: ValueID, _ initial: ValueList, _ body: RegionID, results: ValueList?
  ) {
    let parameters = program[body].parameters
    guard let found = parameters.firstIndex(of: id) else { return }
    let position = found - (parameters.count - initial.count)
    guard position >= 0 else { return }
    need([initial[position]])
    needLeaves(of: body, recur: position)
    if let results { need([results[position]]) }
  }

  private mutating func needLeaves(of root: RegionID, yield position: Int? = nil, recur: Int? = nil)
  {
    var pending = [root]
    while let region = pending.popLast() {
      switch program[region].terminator {
      case .yield(let values): if let position { need([values[position]]) }
      case .recur(let values): if let recur { need([values[recur]]) }
      case .branch(_, let then, let otherwise): pending += [then, otherwise]
      }
    }
  }
}
