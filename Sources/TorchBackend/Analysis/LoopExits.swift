import Analysis
import IR

/// Moves what a loop computes on its only way out behind the loop.
///
/// A loop then gives values of its last round as they are, and what follows from them is ordinary
/// code: on a batch it runs once, for all elements, after the last of them has left.
struct LoopExits {
  private var program: Program
  /// Results of loops that turned out to be other values.
  private var aliases: [ValueID: ValueID] = [:]
  private let constants: [ValueID: Double]

  /// The program with nothing left to compute in single exits.
  static func apply(to program: Program, functions: [FunctionID]) -> Program {
    guard program.regions.count > functions.count else { return program }
    var pass = LoopExits(program: program, constants: program.constants(in: functions))
    var pending = functions.map { program[$0].body }
    while let region = pending.popLast() {
      pass.visit(region)
      for binding in pass.program[region].bindings { pending += binding.operation.regions }
      pending += pass.program[region].terminator.regions
    }
    return pass.program.replacing(pass.aliases)
  }

  private init(program: Program, constants: [ValueID: Double]) {
    self.program = program
    self.constants = constants
  }

  private mutating func visit(_ region: RegionID) {
    var bindings: [Binding] = []
    for binding in program[region].bindings { bindings += split(binding) }
    program[region].bindings = bindings
  }

  /// A loop and what follows it, or the binding as it is.
  private mutating func split(_ binding: Binding) -> [Binding] {
    guard case .loop(let initial, let body) = binding.operation,
      let exit = LoopSpine(of: program, body: body).exit, !isPlain(exit)
    else { return [binding] }
    let inside = program.definitions(outside: exit, in: body)
    let read = program.freeValues(of: exit).filter(inside.contains).sorted { $0.index < $1.index }
    // A loop without results would go unnoticed, and with it that it does not end.
    guard read.contains(where: { constants[$0] == nil }) else { return [binding] }
    var renaming: [ValueID: ValueID] = [:]
    var kept: ValueList = []
    var results: [Binding] = []
    for value in read {
      let copy = ValueID(program.values.count)
      program.values.append(program[value])
      renaming[value] = copy
      if let constant = constants[value] {
        results.append(Binding(copy, .constant(constant)))
      } else {
        kept.append(value)
      }
    }
    let outer = ValueList(kept.compactMap { renaming[$0] })
    let loop = Binding(outer, .loop(initial: initial, body: body))
    rename(exit, renaming)
    let moved = program[exit]
    program[exit] = Region(parameters: [], bindings: [], terminator: .yield(kept))
    results = [loop] + results + moved.bindings
    switch moved.terminator {
    case .yield(let values), .recur(let values):
      for (old, value) in zip(binding.results, values) { aliases[old] = value }
    case .branch(let condition, let then, let otherwise):
      results.append(
        Binding(binding.results, .conditional(condition, then: then, else: otherwise)))
    }
    return results
  }

  /// Whether an exit has nothing to compute.
  private func isPlain(_ exit: RegionID) -> Bool {
    guard case .yield = program[exit].terminator else { return false }
    return program[exit].bindings.isEmpty
  }

  private mutating func rename(_ root: RegionID, _ renaming: [ValueID: ValueID]) {
    var regions: [RegionID] = []
    program.forEachRegion(from: root) { regions.append($0) }
    for region in regions { program[region].rename { renaming[$0] ?? $0 } }
  }
}

extension Program {
  /// What a loop's body and the regions it ends in define, but for one of these and all inside it.
  fileprivate func definitions(outside exit: RegionID, in body: RegionID) -> Set<ValueID> {
    var defined = Set(self[body].parameters)
    var pending = [body]
    while let region = pending.popLast() {
      guard region != exit else { continue }
      defined.formUnion(self[region].bindings.flatMap(\.results))
      pending += self[region].terminator.regions
    }
    return defined
  }

  /// The program with values replaced by others, which may be replaced themselves.
  func replacing(_ replacements: [ValueID: ValueID]) -> Program {
    guard !replacements.isEmpty else { return self }
    func final(_ value: ValueID) -> ValueID {
      var value = value
      while let next = replacements[value] { value = next }
      return value
    }
    var result = self
    for index in result.regions.indices { result.regions[index].rename(final) }
    return result
  }
}

extension Region {
  /// Uses other values.
  mutating func rename(_ transform: (ValueID) -> ValueID) {
    for position in bindings.indices {
      bindings[position].operation = bindings[position].operation.mapOperands(transform)
    }
    terminator = terminator.mapOperands(transform)
  }
}
