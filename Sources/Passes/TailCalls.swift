import Diagnostics
import IR
import Primitives
import Types

extension Pass {
  /// Makes loops of tail calls.
  package static let tailCalls = Pass(
    name: "tail-calls",
    summary: "Functions that call themselves or each other in tail position become loops."
  ) { program in
    guard program.hasCalls else { return }
    program = TailCallElimination(program).run()
  }
}

/// Where control goes once a group's function is done.
private enum Tail {
  /// The body of the group's loop: it recurs itself.
  case outer
  /// A loop inside: it says whether to recur, with which carries, or which results there are.
  case inner
}

/// Replaces each group of functions that tail-call each other by one function with a loop.
private struct TailCallElimination {
  private var program: Program
  private let graph: TailCallGraph
  /// The groups that become loops, and the group and member that a function belongs to.
  private var groups: [TailGroup] = []
  private var membership: [FunctionID: (group: Int, member: Int)] = [:]
  /// The function that stands for each group.
  private var merged: [FunctionID] = []
  /// Regions with a tail call within the group at hand.
  private var callingRegions: Set<RegionID> = []

  init(_ program: Program) {
    self.program = program
    graph = TailCallGraph(program)
  }

  consuming func run() -> Program {
    for members in graph.components.members {
      let members = members.map(FunctionID.init)
      if graph.isTailRecursive(members[0]) { makeLoop(members) }
    }
    guard !groups.isEmpty else { return program }
    redirectCalls()
    program.compact()
    return program
  }

  // MARK: Groups

  private mutating func makeLoop(_ members: [FunctionID]) {
    let group = groups.count
    for (member, function) in members.enumerated() {
      membership[function] = (group, member)
      markCallingRegions(of: function, within: members)
    }
    groups.append(layout(members))
    let bodies = members.indices.map { convert($0, of: group) }
    let body = dispatch(bodies, of: group)
    merged.append(makeFunction(around: body, of: group))
  }

  /// Shares carries between the members' parameters of one type.
  private mutating func layout(_ members: [FunctionID]) -> TailGroup {
    let results = program[members[0]].results
    guard members.count > 1 else {
      let parameters = program.parameters(of: members[0])
      return TailGroup(
        members: members, results: results, carries: parameters,
        positions: [Array(parameters.indices)])
    }
    let span = program[members[0]].span
    var carries: ValueList = [program.addValue(.real, at: span, named: "selector")]
    var positions: [[Int]] = []
    for member in members {
      var free = Array(carries.indices.dropFirst())
      var taken: [Int] = []
      for parameter in program.parameters(of: member) {
        let info = program[parameter]
        if let found = free.firstIndex(where: { program[carries[$0]].type == info.type }) {
          taken.append(free.remove(at: found))
        } else {
          taken.append(carries.count)
          carries.append(program.addValue(info.type, at: info.span, named: info.name))
        }
      }
      positions.append(taken)
    }
    return TailGroup(members: members, results: results, carries: carries, positions: positions)
  }

  /// Finds the regions from which a tail call within the group is reached.
  private mutating func markCallingRegions(of function: FunctionID, within members: [FunctionID]) {
    var visited: [(region: RegionID, parent: Int?)] = [(program[function].body, nil)]
    var next = 0
    while next < visited.count {
      let region = visited[next].region
      var children = program[region].terminator.regions
      if let binding = program.tailBinding(of: region) {
        switch binding.operation {
        case .call(let callee, _):
          if members.contains(callee) { callingRegions.insert(region) }
        case .conditional, .loop: children += binding.operation.regions
        default: break
        }
      }
      for child in children { visited.append((child, next)) }
      next += 1
    }
    for (region, parent) in visited.reversed() where callingRegions.contains(region) {
      if let parent { callingRegions.insert(visited[parent].region) }
    }
  }

  // MARK: Bodies

  /// Turns the body of a member into a part of the loop's body.
  private mutating func convert(_ member: Int, of group: Int) -> RegionID {
    let body = program[groups[group].members[member]].body
    if groups[group].hasSelector {
      let carries = groups[group].positions[member].map { groups[group].carries[$0] }
      program.substitute(program[body].parameters, by: ValueList(carries), in: body)
      program[body].parameters = []
    }
    var pending: [(RegionID, Tail)] = [(body, .outer)]
    while let (region, tail) = pending.popLast() {
      convert(region, tail, of: group, &pending)
    }
    return body
  }

  private mutating func convert(
    _ region: RegionID, _ tail: Tail, of group: Int, _ pending: inout [(RegionID, Tail)]
  ) {
    switch program[region].terminator {
    case .recur: break
    case .branch(_, let then, let otherwise): pending += [(then, tail), (otherwise, tail)]
    case .yield(let values):
      guard callingRegions.contains(region), let binding = program[region].bindings.popLast() else {
        return finish(region, values, tail, of: group)
      }
      switch binding.operation {
      case .call(let callee, let arguments):
        recur(region, callee, arguments, tail, of: group)
      case .conditional(let condition, let then, let otherwise):
        program[region].terminator = .branch(condition, then, otherwise)
        pending += [(then, tail), (otherwise, tail)]
      case .loop(let initial, let body):
        surround(region, initial, body, tail, of: group)
        pending.append((body, .inner))
      default: preconditionFailure("neuralc bug: no tail call here, please report it")
      }
    }
  }

  /// Ends a region whose values are the function's.
  private mutating func finish(
    _ region: RegionID, _ values: ValueList, _ tail: Tail, of group: Int
  ) {
    guard case .inner = tail else { return }
    let span = program[groups[group].members[0]].span
    let again = program.append(.constant(0), .real, at: span, to: region)
    program[region].terminator = .yield([again] + groups[group].carries + values)
  }

  /// Ends a region with another round.
  private mutating func recur(
    _ region: RegionID, _ callee: FunctionID, _ arguments: ValueList, _ tail: Tail, of group: Int
  ) {
    let span = arguments.first.map { program[$0].span } ?? program[callee].span
    var carries = groups[group].carries
    let member = membership[callee]?.member ?? 0
    if groups[group].hasSelector {
      carries[0] = program.append(.constant(Double(member)), .real, at: span, to: region)
    }
    for (argument, position) in zip(arguments, groups[group].positions[member]) {
      carries[position] = argument
    }
    switch tail {
    case .outer: program[region].terminator = .recur(carries)
    case .inner:
      let again = program.append(.constant(1), .real, at: span, to: region)
      let results = groups[group].results.map {
        program.append(.undefined, $0, at: span, to: region)
      }
      program[region].terminator = .yield([again] + carries + results)
    }
  }

  /// Puts a loop from which tail calls are made back, with a decision behind it.
  private mutating func surround(
    _ region: RegionID, _ initial: ValueList, _ body: RegionID, _ tail: Tail, of group: Int
  ) {
    let span = program[groups[group].members[0]].span
    let again = program.addValue(.real, at: span)
    let carries = groups[group].carries.map { program.addValue(program[$0].type, at: span) }
    let results = ValueList(groups[group].results.map { program.addValue($0, at: span) })
    let all = ValueList(again) + carries + results
    program[region].bindings.append(Binding(all, .loop(initial: initial, body: body)))
    switch tail {
    case .inner: program[region].terminator = .yield(all)
    case .outer:
      let round = program.addRegion(.recur(carries))
      let end = program.addRegion(.yield(results))
      program[region].terminator = .branch(again, round, end)
    }
  }

  /// The body of the loop: the member that the selector picks.
  private mutating func dispatch(_ bodies: [RegionID], of group: Int) -> RegionID {
    guard var rest = bodies.last, groups[group].hasSelector else { return bodies[0] }
    guard let equal = Primitive.id(named: "=") else {
      preconditionFailure("neuralc bug: there is no primitive =, please report it")
    }
    for (member, body) in bodies.enumerated().dropLast().reversed() {
      let span = program[groups[group].members[member]].span
      let region = program.addRegion(.recur([]))
      let number = program.append(.constant(Double(member)), .real, at: span, to: region)
      let isPicked = program.append(
        .primitive(equal, [groups[group].carries[0], number], attributes: []), .real, at: span,
        to: region)
      program[region].terminator = .branch(isPicked, body, rest)
      rest = region
    }
    program[rest].parameters = groups[group].carries
    return rest
  }

  // MARK: Functions

  /// A function that runs the loop; a single member keeps its number.
  private mutating func makeFunction(around body: RegionID, of group: Int) -> FunctionID {
    let members = groups[group].members
    let span = program[members[0]].span
    let parameters = groups[group].carries.map { id in
      program.addValue(program[id].type, at: program[id].span, named: program[id].name)
    }
    let results = ValueList(groups[group].results.map { program.addValue($0, at: span) })
    let region = program.addRegion(.yield(results))
    program[region].parameters = parameters
    program[region].bindings = [Binding(results, .loop(initial: parameters, body: body))]
    if !groups[group].hasSelector {
      program[members[0]].body = region
      return members[0]
    }
    let name = members.map { program[$0].name }.joined(separator: "-")
    program.functions.append(
      Function(name: name, span: span, body: region, results: groups[group].results))
    let function = FunctionID(program.functions.count - 1)
    if members.contains(program.entry) { makeEntry(calling: function, of: group) }
    return function
  }

  /// Keeps the entry's signature where the entry has become part of a loop.
  private mutating func makeEntry(calling function: FunctionID, of group: Int) {
    let entry = program[program.entry]
    let types = program.inputs.map(\.type) + program.parameters.map(\.type)
    let names = program.inputs.map(\.name) + program.parameters.map(\.name)
    let parameters = ValueList(
      zip(types, names).map { type, name in
        program.addValue(type, at: entry.span, named: name)
      })
    let results = ValueList(entry.results.map { program.addValue($0, at: entry.span) })
    let region = program.addRegion(.yield(results))
    program[region].parameters = parameters
    // Redirected to the merged function with all other calls.
    program[region].bindings = [Binding(results, .call(program.entry, parameters))]
    program.functions.append(
      Function(name: entry.name, span: entry.span, body: region, results: entry.results))
    program.entry = FunctionID(program.functions.count - 1)
  }

  // MARK: Calls

  /// Lets all calls of members call the function that stands for their group.
  private mutating func redirectCalls() {
    for index in program.functions.indices {
      var regions: [RegionID] = []
      program.forEachRegion(from: program.functions[index].body) { regions.append($0) }
      for region in regions { redirectCalls(in: region) }
    }
  }

  private mutating func redirectCalls(in region: RegionID) {
    let isAffected = program[region].bindings.contains { binding in
      guard case .call(let callee, _) = binding.operation else { return false }
      return membership[callee].map { groups[$0.group].hasSelector } ?? false
    }
    guard isAffected else { return }
    let bindings = program[region].bindings
    program[region].bindings = []
    for binding in bindings {
      if case .call(let callee, let arguments) = binding.operation,
        let (group, member) = membership[callee], groups[group].hasSelector
      {
        redirect(binding.results, arguments, member, of: group, in: region)
      } else {
        program[region].bindings.append(binding)
      }
    }
  }

  private mutating func redirect(
    _ results: ValueList, _ arguments: ValueList, _ member: Int, of group: Int, in region: RegionID
  ) {
    let span = results.first.map { program[$0].span } ?? .none
    let positions = groups[group].positions[member]
    var carries: ValueList = [
      program.append(.constant(Double(member)), .real, at: span, to: region)
    ]
    for (position, carry) in groups[group].carries.enumerated().dropFirst() {
      if let parameter = positions.firstIndex(of: position) {
        carries.append(arguments[parameter])
      } else {
        carries.append(program.append(.undefined, program[carry].type, at: span, to: region))
      }
    }
    program[region].bindings.append(Binding(results, .call(merged[group], carries)))
  }
}
