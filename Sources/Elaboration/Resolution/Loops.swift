import Diagnostics
import Syntax

/// `loop`, `recur`, `scan`, `tabulate`
extension Resolver {
  /// `(loop ((name value) …) body)`
  mutating func resolveLoop(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    let parts = tree.children(of: node).dropFirst()
    guard let first = parts.first else { return malformed(.loop, node, "it has no bindings") }
    guard let bindings = bindings(.loop, first) else { return make(.error, span(node)) }
    let values = bindings.map { resolve($0.value, context.operand) }
    return scoped { resolver in
      let variables = resolver.bindLoopVariables(bindings)
      let body = resolver.resolveBody(
        .loop, parts.dropFirst(), of: node, .tail(variables.count))
      if !resolver.mayYield(body) {
        resolver.diagnostics.report(.endlessLoop(at: resolver.span(node)))
      }
      return resolver.make(.loop(variables, values, body: body), resolver.span(node))
    }
  }

  /// Binds the variables of a loop.
  private mutating func bindLoopVariables(_ bindings: [BindingSyntax]) -> [VariableID] {
    bindings.map { binding in
      let variable = declare(binding.symbol, at: binding.span, as: .local)
      bind(binding.symbol, to: .variable(variable))
      return variable
    }
  }

  /// Whether some path of a loop's body leaves the loop.
  private func mayYield(_ expression: ExpressionID) -> Bool {
    switch syntax[expression].kind {
    case .recur: false
    case .conditional(_, let taken, let other): mayYield(taken) || mayYield(other)
    case .bind(_, _, let body), .functions(_, let body): mayYield(body)
    default: true
    }
  }

  /// `(recur value …)`
  mutating func resolveRecur(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    let values = resolve(tree.children(of: node).dropFirst(), context)
    switch context {
    case .tail(let count):
      guard values.count == count else {
        return fail(
          .miscountedRecur(expected: count, found: values.count, at: span(node)), at: span(node))
      }
      return make(.recur(Array(values)), span(node), recurs: true)
    case .outside:
      return fail(.misplacedRecur(insideLoop: false, at: span(node)), at: span(node))
    case .inner:
      return fail(.misplacedRecur(insideLoop: true, at: span(node)), at: span(node))
    case .acrossFunction:
      return fail(.recurAcrossFunction(at: span(node)), at: span(node))
    }
  }

  /// `(scan ((name value) …) rounds body)`
  mutating func resolveScan(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    let parts = tree.children(of: node).dropFirst()
    guard parts.count >= 3, let first = parts.first else {
      return malformed(.scan, node, "it has \(parts.count) parts, not 3")
    }
    guard let bindings = bindings(.scan, first) else { return make(.error, span(node)) }
    guard !bindings.isEmpty else { return malformed(.scan, first, "it has no state") }
    let values = bindings.map { resolve($0.value, context.operand) }
    let rounds = resolve(parts[parts.startIndex + 1], context.operand)
    return scoped { resolver in
      let variables = resolver.bindLoopVariables(bindings)
      let body = resolver.resolveBody(
        .scan, parts.dropFirst(2), of: node, .tail(variables.count))
      resolver.requireRecur(body)
      return resolver.make(
        .scan(variables, values, rounds: rounds, body: body), resolver.span(node))
    }
  }

  /// Reports every path of a scan's body that does not end in `recur`.
  private mutating func requireRecur(_ expression: ExpressionID) {
    switch syntax[expression].kind {
    case .recur, .error: return
    case .conditional(_, let taken, let other):
      requireRecur(taken)
      requireRecur(other)
    case .bind(_, _, let body), .functions(_, let body): requireRecur(body)
    default: diagnostics.report(.scanWithoutRecur(at: syntax[expression].span))
    }
  }

  /// `(tabulate (index count) value)`
  mutating func resolveTabulate(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID
  {
    let parts = tree.children(of: node).dropFirst()
    guard let first = parts.first else { return malformed(.tabulate, node, "it has no index") }
    guard let header = elements(first), header.count == 2, let name = header.first,
      let symbol = symbol(name), let last = header.last
    else { return malformed(.tabulate, first, "it begins with (index count)") }
    let count = resolve(last, context.operand)
    return scoped { resolver in
      let variable = resolver.declare(symbol, at: resolver.span(name), as: .counter)
      resolver.bind(symbol, to: .variable(variable))
      let body = resolver.resolveBody(.tabulate, parts.dropFirst(), of: node, context.operand)
      return resolver.make(.tabulate(variable, count: count, body: body), resolver.span(node))
    }
  }
}
