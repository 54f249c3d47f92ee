import IR

extension Pass {
  /// Puts functions in the place of all their calls.
  package static let flatten = Pass(
    name: "flatten",
    summary: "All functions but recursive and very large ones take the place of their calls."
  ) { program in
    guard program.functions.count > 1 else { return }
    program.compact()
    let rule = FlattenRule(program)
    let bodies = program.functions.indices.filter { !rule.isCopied[$0] }.map {
      program.functions[$0].body
    }
    var rewriter = RegionRewriter(program, rule)
    for body in bodies { rewriter.rewrite(body) }
    program = rewriter.program
    program.compact()
  }
}

/// Decides which functions are copied to their calls: those that do not recur, callees first, while
/// the program grows to no more than a few times its size.
private struct FlattenRule: RewriteRule {
  private(set) var isCopied: [Bool]

  /// The number of operations that a small program may grow by.
  private static let allowance = 30_000

  init(_ program: Program) {
    var callees = Array(repeating: [Int](), count: program.functions.count)
    var callCounts = Array(repeating: 0, count: program.functions.count)
    var sizes = Array(repeating: 0, count: program.functions.count)
    for index in program.functions.indices {
      program.forEachBinding(from: program.functions[index].body) { binding in
        sizes[index] += 1
        guard case .call(let callee, _) = binding.operation else { return }
        callees[index].append(Int(callee.index))
        callCounts[Int(callee.index)] += 1
      }
    }
    isCopied = Array(repeating: false, count: program.functions.count)
    var budget = FlattenRule.allowance + 2 * sizes.reduce(0, +)
    // Components come behind those they lead to.
    for members in StrongComponents(callees).members {
      let function = members[0]
      let isRecursive = members.count > 1 || callees[function].contains(function)
      if isRecursive { continue }
      for callee in callees[function] where isCopied[callee] { sizes[function] += sizes[callee] }
      let growth = (callCounts[function] - 1) * sizes[function]
      guard function != Int(program.entry.index), growth <= budget else { continue }
      budget -= max(0, growth)
      isCopied[function] = true
    }
  }

  mutating func action(for binding: Binding, in program: inout Program) -> RewriteAction {
    guard case .call(let callee, let arguments) = binding.operation,
      isCopied[Int(callee.index)],
      case .yield(let yields) = program[program[callee].body].terminator
    else { return .keep }
    let body = program[program[callee].body]
    var map = Dictionary(zip(body.parameters, arguments)) { first, _ in first }
    let copies = program.copy(body.bindings, &map)
    return .splice(copies, yields: yields.map { map[$0] ?? $0 }, renaming: [:])
  }
}
