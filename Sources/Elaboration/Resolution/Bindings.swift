import Diagnostics
import Syntax

/// `let`, `let*`, and what every form with a list of bindings shares.
extension Resolver {
  /// `(name value)` as written.
  struct BindingSyntax {
    let symbol: SyntaxTree.Symbol
    let span: Span
    let value: SyntaxTree.NodeID
  }

  /// The bindings of a form; `nil` after a report.
  mutating func bindings(_ keyword: Keyword, _ node: SyntaxTree.NodeID, distinct: Bool = true)
    -> [BindingSyntax]?
  {
    guard let entries = elements(node) else {
      _ = malformed(keyword, node, "the bindings are not a list")
      return nil
    }
    var result: [BindingSyntax] = []
    result.reserveCapacity(entries.count)
    for entry in entries {
      guard let parts = elements(entry), parts.count == 2, let name = parts.first,
        let value = parts.last, let symbol = symbol(name)
      else {
        if tree[entry].kind != .error {
          _ = malformed(keyword, entry, "a binding is (name value)")
        }
        return nil
      }
      result.append(BindingSyntax(symbol: symbol, span: span(name), value: value))
    }
    if distinct { reportDuplicates(result.map { ($0.symbol, $0.span) }) }
    return result
  }

  /// Reports names that one list binds twice.
  mutating func reportDuplicates(_ names: [(symbol: SyntaxTree.Symbol, span: Span)]) {
    var first: [SyntaxTree.Symbol: Span] = [:]
    for (symbol, span) in names {
      if let earlier = first[symbol] {
        diagnostics.report(.duplicateName(tree.spelling(symbol), first: earlier, at: span))
      } else {
        first[symbol] = span
      }
    }
  }

  /// The body of a form: exactly one expression.
  mutating func resolveBody(
    _ keyword: Keyword, _ nodes: ArraySlice<SyntaxTree.NodeID>, of node: SyntaxTree.NodeID,
    _ context: RecurContext
  ) -> ExpressionID {
    guard let body = nodes.first else { return malformed(keyword, node, "it has no body") }
    if nodes.count > 1 {
      if let failure = failNotation(among: nodes, node, context) { return failure }
      for extra in nodes.dropLast() { diagnostics.report(.strayExpression(at: span(extra))) }
      for extra in nodes.dropLast() { _ = resolve(extra, context.operand) }
    }
    return resolve(nodes.last ?? body, context)
  }

  /// `(let ((name value) …) body)`, its sequential form, and named let.
  mutating func resolveLet(
    _ keyword: Keyword, _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID {
    let parts = tree.children(of: node).dropFirst()
    guard let first = parts.first else { return malformed(keyword, node, "it has no bindings") }
    if keyword == .let, let name = symbol(first) {
      return resolveNamedLet(name, node, context)
    }
    guard let bindings = bindings(keyword, first, distinct: keyword == .let) else {
      return make(.error, span(node))
    }
    return scoped {
      $0.resolveLet(
        bindings, sequential: keyword == .letStar, keyword, body: parts.dropFirst(), node, context)
    }
  }

  /// The inside of a `let` whose bindings are well-formed.
  private mutating func resolveLet(
    _ bindings: [BindingSyntax], sequential: Bool, _ keyword: Keyword,
    body: ArraySlice<SyntaxTree.NodeID>, _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID {
    var variables: [VariableID] = []
    var values: [ExpressionID] = []
    variables.reserveCapacity(bindings.count)
    values.reserveCapacity(bindings.count)
    var functions: [FunctionDeclarationID] = []
    var meanings: [(SyntaxTree.Symbol, Meaning)] = []
    for binding in bindings {
      let meaning: Meaning
      if isLambda(binding.value) {
        let function = resolveLambda(binding.value, name: binding.symbol, at: binding.span, context)
        functions.append(function)
        meaning = .function(function)
      } else {
        let value = resolve(binding.value, context.operand)
        values.append(value)
        let variable = declare(binding.symbol, at: binding.span, as: .local)
        if case .error = syntax[value].kind { syntax[variable].isMalformed = true }
        variables.append(variable)
        meaning = .variable(variable)
      }
      if sequential {
        bind(binding.symbol, to: meaning)
      } else {
        meanings.append((binding.symbol, meaning))
      }
    }
    for (symbol, meaning) in meanings { bind(symbol, to: meaning) }
    var result = resolveBody(keyword, body, of: node, context)
    if !functions.isEmpty {
      result = make(
        .functions(functions, body: result), span(node), recurs: syntax[result].recurs)
      for function in functions { warnIfUnused(function) }
    }
    // Of two bindings of one name, reported already, the first could not be used.
    if sequential || Set(bindings.map(\.symbol)).count == bindings.count {
      for variable in variables { warnIfUnused(variable) }
    }
    return make(
      .bind(variables, values, body: result), span(node), recurs: syntax[result].recurs)
  }

  /// Warns of a binding that nothing mentions; names that begin with `_` are meant so.
  mutating func warnIfUnused(_ variable: VariableID) {
    let declared = syntax[variable]
    if declared.uses == 0, !declared.name.hasPrefix("_") {
      diagnostics.report(.unusedBinding(declared.name, at: declared.span))
    }
  }

  /// The same for a function.
  mutating func warnIfUnused(_ function: FunctionDeclarationID) {
    let declared = syntax[function]
    if declared.uses == 0, !declared.name.hasPrefix("_") {
      diagnostics.report(.unusedBinding(declared.name, at: declared.span))
    }
  }
}
