import IR
import Primitives

/// Which values depend on the seeded parameters of the entry in a way that has a derivative.
///
/// One answer for each function: what any call makes active is active in all calls that have an
/// active argument. Calls without one stay as they are.
package struct Activity {
  private let program: Program
  private let functionResults: NodeLayout
  private var tapes: TapeClasses
  /// Where the nodes of calls begin.
  private var callNodes = 0
  private var isActive: [Bool]
  private var edges: Edges
  /// Every call, with the function it calls.
  private var calls: [Call] = []
  private var callsOf: [[Int]]
  private var pending: [Int] = []

  private struct Call {
    let callee: FunctionID
    let results: ValueList
  }

  /// Nodes are values, then results of functions, then fields of tapes, then calls.
  private struct NodeLayout {
    let offsets: [Int]
    let end: Int

    init(_ program: Program) {
      var next = program.values.count
      var offsets: [Int] = []
      for function in program.functions {
        offsets.append(next)
        next += function.results.count
      }
      self.offsets = offsets
      end = next
    }
  }

  /// What follows from what, as linked lists in flat tables.
  private struct Edges {
    var first: [Int32]
    var next: [Int32] = []
    var target: [Int32] = []

    init(nodes: Int) {
      first = Array(repeating: -1, count: nodes)
      next.reserveCapacity(2 * nodes)
      target.reserveCapacity(2 * nodes)
    }

    mutating func add(_ source: Int, _ target: Int) {
      while first.count <= source { first.append(-1) }
      next.append(first[source])
      self.target.append(Int32(target))
      first[source] = Int32(next.count - 1)
    }
  }

  /// The analysis for an entry whose parameters of these positions are seeded.
  package init(_ program: Program, seeds: Set<Int>) {
    self.program = program
    functionResults = NodeLayout(program)
    edges = Edges(nodes: functionResults.end)
    callsOf = Array(repeating: [], count: program.functions.count)
    isActive = []
    tapes = TapeClasses(nodes: functionResults.end)
    if program.values.contains(where: { $0.type == .tape }) {
      for index in program.functions.indices { joinTapes(FunctionID(index)) }
    }
    callNodes = tapes.number(from: functionResults.end)
    isActive = Array(repeating: false, count: callNodes)
    for index in program.functions.indices { connect(FunctionID(index)) }
    isActive += Array(repeating: false, count: calls.count)
    let parameters = program.parameters(of: program.entry)
    for seed in seeds { activate(Int(parameters[seed].index)) }
    propagate()
  }

  /// Whether a value carries a tangent, or is a tape with tangents on it.
  package func callAsFunction(_ id: ValueID) -> Bool { isActive[Int(id.index)] }

  /// Whether what is on a tape at a position carries a tangent.
  func isFieldActive(_ position: Int, of tape: ValueID) -> Bool {
    isActive[tapes.field(position, of: Int(tape.index))]
  }

  /// Whether result `index` of a function carries a tangent, where an argument does.
  func isResultActive(_ function: FunctionID, _ index: Int) -> Bool {
    isActive[functionResults.offsets[Int(function.index)] + index]
  }

  /// Whether a function must be differentiated for some call.
  func isDifferentiated(_ function: FunctionID) -> Bool {
    program[function].results.indices.contains { isResultActive(function, $0) }
  }

  /// The node of a result of a function; a value's node is its number.
  func node(ofResult position: Int, of function: FunctionID) -> Int {
    functionResults.offsets[Int(function.index)] + position
  }

  /// Which nodes a result of the entry depends on in a way that has a derivative.
  func nodesThatReachResults() -> [Bool] {
    nodes(
      thatReach: program[program.entry].results.indices.map {
        node(ofResult: $0, of: program.entry)
      })
  }

  /// Which nodes any of these depends on in a way that has a derivative, themselves included.
  package func nodes(thatReach targets: [Int]) -> [Bool] {
    var backwards = Edges(nodes: callNodes)
    for (source, first) in edges.first.enumerated() {
      var edge = first
      while edge >= 0 {
        let target = Int(edges.target[Int(edge)])
        // What makes a call active does not flow into it.
        if target < callNodes { backwards.add(target, source) }
        edge = edges.next[Int(edge)]
      }
    }
    for call in calls {
      for (position, result) in call.results.enumerated() {
        backwards.add(Int(result.index), node(ofResult: position, of: call.callee))
      }
    }
    var reaches = Array(repeating: false, count: callNodes)
    var pending = targets
    for node in pending { reaches[node] = true }
    while let node = pending.popLast() {
      var edge = backwards.first[node]
      while edge >= 0 {
        let source = Int(backwards.target[Int(edge)])
        if !reaches[source] {
          reaches[source] = true
          pending.append(source)
        }
        edge = backwards.next[Int(edge)]
      }
    }
    return reaches
  }

  // MARK: Propagation

  private mutating func activate(_ node: Int) {
    guard !isActive[node] else { return }
    isActive[node] = true
    pending.append(node)
  }

  private mutating func propagate() {
    while let node = pending.popLast() {
      if node < edges.first.count {
        var edge = edges.first[node]
        while edge >= 0 {
          activate(Int(edges.target[Int(edge)]))
          edge = edges.next[Int(edge)]
        }
      }
      if node >= callNodes {
        activateResults(ofCall: node - callNodes)
      } else if node >= program.values.count, node < functionResults.end {
        activateCalls(giving: node)
      }
    }
  }

  private mutating func activateResults(ofCall index: Int) {
    let call = calls[index]
    for (position, result) in call.results.enumerated()
    where isResultActive(call.callee, position) {
      activate(Int(result.index))
    }
  }

  /// A result of a function has become active: so do those of its active calls.
  private mutating func activateCalls(giving node: Int) {
    // The last function whose results begin at or before the node, and that has results.
    var low = 0
    var high = functionResults.offsets.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if functionResults.offsets[middle] <= node { low = middle } else { high = middle - 1 }
    }
    for call in callsOf[low] where isActive[callNodes + call] {
      activate(Int(calls[call].results[node - functionResults.offsets[low]].index))
    }
  }

  // MARK: Tapes

  /// Joins the tapes of a function that can be the same.
  private mutating func joinTapes(_ function: FunctionID) {
    if case .yield(let values) = program[program[function].body].terminator {
      for (position, value) in values.enumerated() where program[value].type == .tape {
        tapes.join(Int(value.index), node(ofResult: position, of: function))
      }
    }
    program.forEachBinding(from: program[function].body) { joinTapes($0) }
  }

  /// Notes what is on a tape.
  private mutating func put(_ values: ValueList, on tape: ValueID) {
    tapes.widen(Int(tape.index), to: values.count)
    for (position, value) in values.enumerated() where program[value].type == .tape {
      tapes.put(Int(value.index), inField: position, of: Int(tape.index))
    }
  }

  private mutating func joinTapes(_ binding: Binding) {
    switch binding.operation {
    case .pack(let values): put(values, on: binding.results[0])
    case .unpack(let tape): put(binding.results, on: tape)
    case .recordedLoop(_, _, let recorded):
      let tape = binding.results[binding.results.count - 1]
      tapes.widen(Int(tape.index), to: recorded.count)
    case .reverseLoop(let tape, _, let replay, _):
      tapes.widen(Int(tape.index), to: program[replay].parameters.count)
    case .conditional(_, let then, let otherwise):
      for region in [then, otherwise] {
        guard case .yield(let values) = program[region].terminator else { continue }
        for (value, result) in zip(values, binding.results) where program[result].type == .tape {
          tapes.join(Int(value.index), Int(result.index))
        }
      }
    case .call(let callee, let arguments):
      for (argument, parameter) in zip(arguments, program.parameters(of: callee))
      where program[argument].type == .tape {
        tapes.join(Int(argument.index), Int(parameter.index))
      }
      for (position, result) in binding.results.enumerated()
      where program[result].type == .tape {
        tapes.join(Int(result.index), node(ofResult: position, of: callee))
      }
    case .constant, .undefined, .primitive, .loop, .scan, .tabulate, .fold: break
    }
  }

  // MARK: Edges

  private mutating func connect(_ values: ValueList, to targets: ValueList) {
    for (value, target) in zip(values, targets) {
      edges.add(Int(value.index), Int(target.index))
    }
  }

  private mutating func connect(_ function: FunctionID) {
    let offset = functionResults.offsets[Int(function.index)]
    if case .yield(let values) = program[program[function].body].terminator {
      for (position, value) in values.enumerated() {
        edges.add(Int(value.index), offset + position)
      }
    }
    var regions: [RegionID] = []
    program.forEachRegion(from: program[function].body) { regions.append($0) }
    for region in regions {
      for binding in program[region].bindings { connect(binding) }
    }
  }

  private mutating func connect(_ binding: Binding) {
    switch binding.operation {
    case .constant, .undefined: break
    case .primitive(let id, let operands, _):
      let primitive = id.primitive
      for (position, operand) in operands.enumerated() where primitive.isRelevant(operand: position)
      {
        for result in binding.results { edges.add(Int(operand.index), Int(result.index)) }
      }
    case .conditional(_, let then, let otherwise):
      connectLeaves(then, yields: binding.results)
      connectLeaves(otherwise, yields: binding.results)
    case .loop(let initial, let body):
      connect(initial, to: program[body].parameters)
      connectLeaves(body, yields: binding.results, recurs: program[body].parameters)
    case .scan(let initial, _, let body):
      connect(initial, to: program[body].parameters)
      connect(program[body].parameters, to: binding.results)
      connectLeaves(body, yields: [], recurs: program[body].parameters)
    case .tabulate(_, let body): connectLeaves(body, yields: binding.results)
    case .call(let callee, let arguments):
      connect(arguments, to: program.parameters(of: callee))
      for argument in arguments {
        edges.add(Int(argument.index), callNodes + calls.count)
      }
      // Whoever reads the tape expects tangents on it.
      for (position, type) in program[callee].results.enumerated() where type == .tape {
        edges.add(node(ofResult: position, of: callee), callNodes + calls.count)
      }
      callsOf[Int(callee.index)].append(calls.count)
      calls.append(Call(callee: callee, results: binding.results))
    case .fold(let initial, _, let body):
      connectRounds(initial, body, binding.results)
    case .pack(let values):
      for (position, value) in values.enumerated() {
        edges.add(Int(value.index), field(position, of: binding.results[0]))
      }
      connectFields(of: binding.results[0])
    case .unpack(let tape):
      for (position, result) in binding.results.enumerated() {
        edges.add(field(position, of: tape), Int(result.index))
      }
      connectFields(of: tape)
    case .recordedLoop(let initial, let body, let recorded):
      connect(initial, to: program[body].parameters)
      connectLeaves(
        body, yields: ValueList(binding.results.dropLast()), recurs: program[body].parameters)
      let tape = binding.results[binding.results.count - 1]
      connectState(recorded.map { program[body].parameters[$0] }, on: tape)
    case .reverseLoop(let tape, let initial, let replay, let body):
      connectRounds(initial, body, binding.results)
      connectState(program[body].parameters.dropLast(initial.count), on: tape)
      connectState(program[replay].parameters, on: tape)
      connectLeaves(replay, yields: [], recurs: program[replay].parameters)
    }
  }

  /// Rounds whose last parameters are carried, and are the results.
  private mutating func connectRounds(
    _ initial: ValueList, _ body: RegionID, _ results: ValueList
  ) {
    let carried = ValueList(program[body].parameters.suffix(initial.count))
    connect(initial, to: carried)
    connect(carried, to: results)
    connectLeaves(body, yields: [], recurs: carried)
  }

  /// What is on a tape has a tangent for all who write or read it, or for none.
  private mutating func connectState(_ parameters: some Sequence<ValueID>, on tape: ValueID) {
    for (position, parameter) in parameters.enumerated() {
      edges.add(field(position, of: tape), Int(parameter.index))
      edges.add(Int(parameter.index), field(position, of: tape))
    }
    connectFields(of: tape)
  }

  private func field(_ position: Int, of tape: ValueID) -> Int {
    tapes.field(position, of: Int(tape.index))
  }

  /// A tape with tangents on it counts as active.
  private mutating func connectFields(of tape: ValueID) {
    for field in tapes.fields(of: Int(tape.index)) { edges.add(field, Int(tape.index)) }
  }

  private mutating func connectLeaves(
    _ root: RegionID, yields: ValueList, recurs: ValueList = []
  ) {
    var pending = [root]
    while let id = pending.popLast() {
      switch program[id].terminator {
      case .yield(let values): connect(values, to: yields)
      case .recur(let values): connect(values, to: recurs)
      case .branch(_, let then, let otherwise): pending += [then, otherwise]
      }
    }
  }
}
