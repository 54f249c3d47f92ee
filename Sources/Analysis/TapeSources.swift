import IR
import Types

/// Which values each tape can hold: tapes that flow together have one layout.
package struct TapeSources {
  private let program: Program
  /// The tape that stands for all that flow together with one, by value.
  private var representatives: [ValueID: ValueID] = [:]
  /// For each representative, what each of its makers puts on the tape.
  private var makers: [ValueID: [ValueList]] = [:]
  /// What is read from each tape.
  private var readers: [ValueID: [ValueList]] = [:]
  /// The bodies of the loops that record on each representative.
  private var loops: [ValueID: [RegionID]] = [:]
  /// Values that stand for any tape, and so for none.
  private var undefined: Set<ValueID> = []
  private var changed = false

  package init(of program: Program, functions: [FunctionID]) {
    self.program = program
    guard program.values.contains(where: { $0.type == .tape }) else { return }
    for function in functions {
      program.forEachBinding(from: program[function].body) { binding in
        if case .undefined = binding.operation { undefined.insert(binding.results[0]) }
      }
    }
    for function in functions { visit(function) }
    repeat {
      changed = false
      joinFields()
    } while changed
  }

  /// What is on a tape, for each place that makes one.
  package func sources(of tape: ValueID) -> [ValueList] {
    makers[representative(tape)] ?? []
  }

  /// The bodies of the loops that can have recorded a tape.
  package func loops(of tape: ValueID) -> [RegionID] { loops[representative(tape)] ?? [] }

  private func representative(_ tape: ValueID) -> ValueID {
    var tape = tape
    while let next = representatives[tape] { tape = next }
    return tape
  }

  private mutating func join(_ first: ValueList, _ second: ValueList) {
    for (first, second) in zip(first, second) where program[first].type == .tape {
      if undefined.contains(first) || undefined.contains(second) { continue }
      let (kept, gone) = (representative(first), representative(second))
      guard kept != gone else { continue }
      representatives[gone] = kept
      makers[kept, default: []] += makers.removeValue(forKey: gone) ?? []
      loops[kept, default: []] += loops.removeValue(forKey: gone) ?? []
      readers[kept, default: []] += readers.removeValue(forKey: gone) ?? []
      changed = true
    }
  }

  /// Tapes at the same position of one tape flow together.
  private mutating func joinFields() {
    let all = makers.merging(readers, uniquingKeysWith: +)
    for rows in all.sorted(by: { $0.key.index < $1.key.index }).map(\.value) {
      for row in rows.dropFirst() { join(rows[0], row) }
    }
  }

  private mutating func visit(_ function: FunctionID) {
    var bindings: [Binding] = []
    program.forEachBinding(from: program[function].body) { bindings.append($0) }
    for binding in bindings { visit(binding) }
  }

  private mutating func visit(_ binding: Binding) {
    let results = binding.results
    switch binding.operation {
    case .constant, .undefined, .primitive, .tabulate: break
    case .conditional(_, let then, let otherwise):
      joinLeaves(of: then, yields: results)
      joinLeaves(of: otherwise, yields: results)
    case .loop(let initial, let body), .scan(let initial, _, let body):
      join(program[body].parameters, initial)
      joinLeaves(of: body, yields: results, recurs: program[body].parameters)
    case .fold(let initial, _, let body):
      let carried = ValueList(program[body].parameters.dropFirst())
      join(carried, initial)
      join(carried, results)
      joinLeaves(of: body, recurs: carried)
    case .call(let callee, let arguments):
      join(program.parameters(of: callee), arguments)
      joinLeaves(of: program[callee].body, yields: results)
    case .pack(let values): makers[representative(results[0]), default: []].append(values)
    case .unpack(let tape): readers[representative(tape), default: []].append(results)
    case .recordedLoop(let initial, let body, let recorded):
      let parameters = program[body].parameters
      join(parameters, initial)
      joinLeaves(of: body, yields: ValueList(results.dropLast()), recurs: parameters)
      makers[representative(results[results.count - 1]), default: []].append(
        ValueList(recorded.map { parameters[$0] }))
      loops[representative(results[results.count - 1]), default: []].append(body)
    case .reverseLoop(let tape, let initial, let replay, let body):
      let parameters = program[body].parameters
      readers[representative(tape), default: []].append(program[replay].parameters)
      readers[representative(tape), default: []].append(
        ValueList(parameters.dropLast(initial.count)))
      let carried = ValueList(parameters.suffix(initial.count))
      join(carried, initial)
      join(carried, results)
      joinLeaves(of: body, recurs: carried)
    }
  }

  private mutating func joinLeaves(
    of region: RegionID, yields: ValueList = [], recurs: ValueList = []
  ) {
    for leaf in program.leaves(of: region) {
      join(leaf.isRecur ? recurs : yields, leaf.values)
    }
  }
}
