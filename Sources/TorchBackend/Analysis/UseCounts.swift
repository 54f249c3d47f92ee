import IR

/// How often values are used, so that one that is used once can be written where it is used.
struct UseCounts {
  /// Uses of each value; a use inside a loop that the value is defined outside of counts as many.
  private(set) var counts: [Int32]
  /// How many loops surround the definition of each value.
  private var loopDepth: [Int32]
  private let program: Program

  init(of program: Program, functions: [FunctionID]) {
    self.program = program
    counts = Array(repeating: 0, count: program.values.count)
    loopDepth = Array(repeating: 0, count: program.values.count)
    for function in functions { count(program[function].body) }
  }

  subscript(value: ValueID) -> Int { Int(counts[Int(value.index)]) }

  /// Visits regions, each before what it contains, with an explicit stack.
  private mutating func count(_ root: RegionID) {
    var pending: [(region: RegionID, depth: Int32)] = [(root, 0)]
    while let (region, depth) = pending.popLast() {
      for parameter in program[region].parameters { loopDepth[Int(parameter.index)] = depth }
      for binding in program[region].bindings {
        for operand in binding.operation.operands { use(operand, depth) }
        for result in binding.results { loopDepth[Int(result.index)] = depth }
        let inner = binding.operation.repeats ? depth + 1 : depth
        for region in binding.operation.regions { pending.append((region, inner)) }
      }
      for operand in program[region].terminator.operands { use(operand, depth) }
      for region in program[region].terminator.regions { pending.append((region, depth)) }
    }
  }

  private mutating func use(_ value: ValueID, _ depth: Int32) {
    counts[Int(value.index)] += depth > loopDepth[Int(value.index)] ? 2 : 1
  }
}

extension Operation {
  /// Whether what is inside can run more than once.
  var repeats: Bool {
    switch self {
    case .loop, .scan, .tabulate: true
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop: isNeverInModules()
    case .constant, .undefined, .primitive, .conditional, .call: false
    }
  }
}
