import IR

/// Makes functions closed: what a body takes from around it becomes further parameters.
struct LambdaLifting {
  private var program: Program
  /// The values that each function uses and does not define, in order of first use.
  private var free: [ValueList]
  /// Values that each function defines.
  private var defined: [Set<ValueID>]
  /// The functions that each function calls.
  private var callees: [[FunctionID]]
  private var reachable: Set<FunctionID> = []

  /// The program with closed functions, those that nothing calls left out.
  static func lift(_ program: Program) -> Program {
    // The entry has nothing around it.
    if program.functions.count == 1, !program.hasControlFlow { return program }
    var lifting = LambdaLifting(program)
    lifting.findReachable()
    lifting.propagate()
    lifting.rewrite()
    return lifting.compacted()
  }

  private init(_ program: Program) {
    self.program = program
    free = Array(repeating: [], count: program.functions.count)
    defined = Array(repeating: [], count: program.functions.count)
    callees = Array(repeating: [], count: program.functions.count)
  }

  // MARK: What functions use

  /// Visits functions from the entry on and notes what each uses, defines and calls.
  private mutating func findReachable() {
    var agenda = [program.entry]
    reachable.insert(program.entry)
    while let function = agenda.popLast() {
      scan(function)
      for callee in callees[Int(function.index)] where reachable.insert(callee).inserted {
        agenda.append(callee)
      }
    }
  }

  /// Notes what one function uses, defines and calls.
  private mutating func scan(_ function: FunctionID) {
    let index = Int(function.index)
    var used: ValueList = []
    var definitions: Set<ValueID> = []
    var regions = [program.functions[index].body]
    while let id = regions.popLast() {
      let region = program.regions[Int(id.index)]
      definitions.formUnion(region.parameters)
      for binding in region.bindings {
        definitions.formUnion(binding.results)
        used += binding.operation.operands
        regions += binding.operation.regions
        if case .call(let callee, _) = binding.operation { callees[index].append(callee) }
      }
      used += region.terminator.operands
      regions += region.terminator.regions
    }
    defined[index] = definitions
    var seen: Set<ValueID> = []
    free[index] = used.filter { !definitions.contains($0) && seen.insert($0).inserted }
  }

  /// Adds to each function what the functions that it calls need, until nothing changes.
  private mutating func propagate() {
    var callers: [FunctionID: [FunctionID]] = [:]
    for caller in reachable.sorted(by: { $0.index < $1.index }) {
      for callee in callees[Int(caller.index)] { callers[callee, default: []].append(caller) }
    }
    var agenda = reachable.sorted { $0.index < $1.index }.filter { !free[Int($0.index)].isEmpty }
    while let callee = agenda.popLast() {
      for caller in callers[callee] ?? [] {
        let known = Set(free[Int(caller.index)])
        let missing = free[Int(callee.index)].filter {
          !known.contains($0) && !defined[Int(caller.index)].contains($0)
        }
        if missing.isEmpty { continue }
        free[Int(caller.index)] += missing
        agenda.append(caller)
      }
    }
  }

  // MARK: Rewriting

  /// Gives every function its further parameters and every call its further arguments.
  private mutating func rewrite() {
    for function in reachable.sorted(by: { $0.index < $1.index }) {
      var renaming: [ValueID: ValueID] = [:]
      for value in free[Int(function.index)] {
        program.values.append(program.values[Int(value.index)])
        renaming[value] = ValueID(program.values.count - 1)
      }
      rewrite(function, renaming)
    }
  }

  /// Rewrites one function.
  private mutating func rewrite(_ function: FunctionID, _ renaming: [ValueID: ValueID]) {
    let body = program.functions[Int(function.index)].body
    let captured = free[Int(function.index)].compactMap { renaming[$0] }
    program.regions[Int(body.index)].parameters += captured
    var regions = [body]
    while let id = regions.popLast() {
      let index = Int(id.index)
      for position in program.regions[index].bindings.indices {
        var operation = program.regions[index].bindings[position].operation
        if case .call(let callee, let arguments) = operation {
          operation = .call(callee, arguments + free[Int(callee.index)])
        }
        operation = operation.mapOperands { renaming[$0] ?? $0 }
        program.regions[index].bindings[position].operation = operation
        regions += operation.regions
      }
      let terminator = program.regions[index].terminator.mapOperands { renaming[$0] ?? $0 }
      program.regions[index].terminator = terminator
      regions += terminator.regions
    }
  }

  /// The program without functions that nothing calls.
  private func compacted() -> Program {
    var result = program
    let kept = reachable.sorted { $0.index < $1.index }
    let numbers = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices.map(FunctionID.init)))
    result.functions = kept.map { program.functions[Int($0.index)] }
    for index in result.regions.indices {
      for position in result.regions[index].bindings.indices {
        if case .call(let callee, let arguments) = result.regions[index].bindings[position]
          .operation
        {
          result.regions[index].bindings[position].operation = .call(
            numbers[callee] ?? callee, arguments)
        }
      }
    }
    return result
  }
}
