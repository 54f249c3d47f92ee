import IR

/// Which recorded loop each reverse loop reads, where that is certain: its tape goes nowhere else.
struct TapeLinks {
  /// The tape of the recorded loop, by the tape that the reverse loop reads.
  private(set) var sources: [ValueID: ValueID] = [:]
  private let program: Program
  private var uses: [ValueID: Int] = [:]
  /// The bindings that give tapes.
  private var definitions: [ValueID: Binding] = [:]
  private var readers: [ValueID] = []

  init(_ program: Program) {
    self.program = program
    for function in program.functions {
      program.forEachRegion(from: function.body) { collect($0) }
    }
    for reader in readers {
      if let source = source(of: reader) { sources[reader] = source }
    }
  }

  private mutating func collect(_ region: RegionID) {
    for binding in program[region].bindings {
      for result in binding.results where program[result].type == .tape {
        definitions[result] = binding
      }
      for operand in binding.operation.operands { use(operand) }
      if case .reverseLoop(let tape, _, _, _) = binding.operation { readers.append(tape) }
    }
    for operand in program[region].terminator.operands { use(operand) }
  }

  private mutating func use(_ value: ValueID) {
    if program[value].type == .tape { uses[value, default: 0] += 1 }
  }

  /// Follows a tape through conditionals of which one branch makes it.
  private func source(of tape: ValueID) -> ValueID? {
    var tape = tape
    while uses[tape] == 1, let binding = definitions[tape] {
      switch binding.operation {
      case .recordedLoop: return tape
      case .conditional(_, let then, let otherwise):
        guard let position = binding.results.firstIndex(of: tape) else { return nil }
        let candidates = [then, otherwise].compactMap { made(in: $0, position) }
        guard candidates.count == 1 else { return nil }
        tape = candidates[0]
      default: return nil
      }
    }
    return nil
  }

  /// The tape that a branch yields at a position, `nil` where that is undefined.
  private func made(in region: RegionID, _ position: Int) -> ValueID? {
    guard case .yield(let values) = program[region].terminator else { return nil }
    if case .undefined? = definitions[values[position]]?.operation { return nil }
    return values[position]
  }
}
