import IR

extension Pass {
  /// Puts functions in the place of their calls.
  package static let inline = Pass(
    name: "inline",
    summary: "Functions called from one place, and tiny ones, take the place of their calls."
  ) { program in
    guard program.functions.count > 1 else { return }
    program.compact()
    let rule = InlineRule(program)
    let bodies = program.functions.indices.filter { !rule.isMoved($0) }.map {
      program.functions[$0].body
    }
    var rewriter = RegionRewriter(program, rule)
    for body in bodies { rewriter.rewrite(body) }
    program = rewriter.program
    program.compact()
  }
}

/// Decides which calls to replace. A function moves only once and a copied one has at most two
/// operations, so that programs grow by a constant for each call; what recurs stays a call.
private struct InlineRule: RewriteRule {
  private enum Decision { case keep, move, copy }
  private var decisions: [Decision]

  init(_ program: Program) {
    var callees = Array(repeating: [Int](), count: program.functions.count)
    var callCounts = Array(repeating: 0, count: program.functions.count)
    for index in program.functions.indices {
      program.forEachBinding(from: program.functions[index].body) { binding in
        guard case .call(let callee, _) = binding.operation else { return }
        callees[index].append(Int(callee.index))
        callCounts[Int(callee.index)] += 1
      }
    }
    let components = StrongComponents(callees)
    decisions = program.functions.indices.map { index in
      let isRecursive =
        components.members[components.component[index]].count > 1 || callees[index].contains(index)
      if isRecursive || index == Int(program.entry.index) { return .keep }
      if callCounts[index] == 1 { return .move }
      return InlineRule.isTiny(program.functions[index], in: program) ? .copy : .keep
    }
  }

  private static func isTiny(_ function: Function, in program: Program) -> Bool {
    let bindings = program[function.body].bindings
    return bindings.count <= 2
      && bindings.allSatisfy { binding in
        switch binding.operation {
        case .constant, .primitive: true
        default: false
        }
      }
  }

  /// Whether the function's body ends up elsewhere.
  func isMoved(_ function: Int) -> Bool { decisions[function] == .move }

  mutating func action(for binding: Binding, in program: inout Program) -> RewriteAction {
    guard case .call(let callee, let arguments) = binding.operation else {
      return .keep
    }
    let body = program[program[callee].body]
    guard decisions[Int(callee.index)] != .keep, case .yield(let yields) = body.terminator else {
      return .keep
    }
    var map = Dictionary(zip(body.parameters, arguments)) { first, _ in first }
    if decisions[Int(callee.index)] == .move {
      return .splice(body.bindings, yields: yields, renaming: map)
    }
    let copies = program.copy(body.bindings, &map)
    return .splice(copies, yields: yields.map { map[$0] ?? $0 }, renaming: [:])
  }
}
