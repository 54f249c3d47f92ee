import Diagnostics
import IR
import Primitives
import Syntax

extension Resolver {
  /// Resolves one expression.
  mutating func resolve(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    switch tree[node].kind {
    case .number(let value): make(.literal(value), span(node))
    case .identifier(let symbol): resolveName(symbol, at: span(node))
    case .bracket: nested { $0.resolveBracket(node, context.operand) }
    case .list: nested { $0.resolveList(node, context) }
    case .error: make(.error, span(node))
    }
  }

  /// Resolves operands, none of which is in tail position.
  mutating func resolve(_ nodes: ArraySlice<SyntaxTree.NodeID>, _ context: RecurContext)
    -> ShortList<ExpressionID>
  {
    var resolved: ShortList<ExpressionID> = []
    for node in nodes { resolved.append(resolve(node, context.operand)) }
    return resolved
  }

  /// A name where a value is expected.
  private mutating func resolveName(_ symbol: SyntaxTree.Symbol, at span: Span) -> ExpressionID {
    switch meanings[Int(symbol.index)] {
    case .constant(let value)?:
      return make(.literal(value), span)
    case .variable(let variable)?:
      use(variable)
      return make(.variable(variable), span)
    case .function(let function)?:
      syntax[function].uses += 1
      return fail(
        .functionAsValue(syntax[function].name, declaredAt: syntax[function].span, at: span),
        at: span)
    case .primitive?, .keyword?:
      return fail(.functionAsValue(tree.spelling(symbol), declaredAt: nil, at: span), at: span)
    case nil:
      return resolveFreeName(symbol, at: span)
    }
  }

  /// Counts a use of a variable.
  mutating func use(_ variable: VariableID) {
    syntax[variable].uses += 1
    if syntax[variable].role == .constant { mentionedVariables.append(variable) }
  }

  /// A name that nothing binds: an input, unless inputs are declared.
  private mutating func resolveFreeName(_ symbol: SyntaxTree.Symbol, at span: Span) -> ExpressionID
  {
    if let advice = notationAdvice(symbol) {
      return fail(
        .notationName(
          tree.spelling(symbol), hint: advice.hint, replacement: advice.replacement, at: span),
        at: span)
    }
    if declaresInputs {
      if guessedSymbols.contains(symbol) { return make(.error, span) }
      let name = tree.spelling(symbol)
      return fail(
        .undeclaredName(
          name, suggestion: suggestion(for: name, among: { $0.visibleValues }), at: span),
        at: span)
    }
    let variable = declare(symbol, at: span, as: .input)
    syntax[variable].uses = 1
    freeNames.append(variable)
    meanings[Int(symbol.index)] = .variable(variable)
    return make(.variable(variable), span)
  }

  /// The name that a misspelt one may have meant. A text full of errors is not searched for all.
  private mutating func suggestion(
    for name: String, among candidates: (Resolver) -> [String]
  ) -> String? {
    guard suggestionBudget > 0 else { return nil }
    suggestionBudget -= 1
    return Suggestion.closest(to: name, among: candidates(self))
  }

  /// Names of values that are in scope.
  private var visibleValues: [String] {
    zip(tree.symbols, meanings).compactMap { name, meaning in
      switch meaning {
      case .variable?, .constant?: name
      default: nil
      }
    }
  }

  /// `(head operand …)`
  private mutating func resolveList(_ node: SyntaxTree.NodeID, _ context: RecurContext)
    -> ExpressionID
  {
    let elements = tree.children(of: node)
    guard let head = elements.first else {
      return fail(.emptyApplication(at: span(node)), at: span(node))
    }
    if let symbol = symbol(head) {
      return resolveApplication(of: symbol, at: head, node, context)
    }
    if tree[head].kind == .list, let first = tree.children(of: head).first,
      keyword(first) == .lambda
    {
      return resolveImmediateLambda(head, node, context)
    }
    if let failure = failNotation(list: node, context) { return failure }
    _ = resolve(elements.dropFirst(), context)
    if tree[head].kind == .error { return make(.error, span(node)) }
    return fail(
      .notAFunction(
        described: tree[head].kind == .list ? "the value of an expression" : "a number or vector",
        declaredAt: nil, isAlone: elements.count == 1, at: span(head)),
      at: span(node))
  }

  /// A list that begins with a name.
  private mutating func resolveApplication(
    of symbol: SyntaxTree.Symbol, at head: SyntaxTree.NodeID, _ node: SyntaxTree.NodeID,
    _ context: RecurContext
  ) -> ExpressionID {
    let operands = tree.children(of: node).dropFirst()
    switch meanings[Int(symbol.index)] {
    case .keyword(let keyword)?:
      if keyword.takesExpressions, let failure = failNotation(among: operands, node, context) {
        return failure
      }
      return resolveForm(keyword, node, context)
    case .primitive(let primitive)?:
      if let failure = failNotation(among: operands, node, context) { return failure }
      let operands = resolve(operands, context)
      guard primitive.primitive.signature.arity.accepts(operands.count) else {
        return fail(
          .wrongArity(of: primitive.primitive, found: operands.count, at: span(node)),
          at: span(node))
      }
      return make(.primitive(primitive, operands), span(node))
    case .function(let function)?:
      if !syntax[function].isOpen { syntax[function].uses += 1 }
      if let failure = failNotation(among: operands, node, context) { return failure }
      mentionedFunctions.append(function)
      return make(.call(function, resolve(operands, context)), span(node))
    case .variable(let variable)?:
      use(variable)
      if let failure = failNotation(list: node, context) { return failure }
      _ = resolve(operands, context)
      if syntax[variable].isMalformed { return make(.error, span(node)) }
      return fail(
        .notAFunction(
          described: "the value `\(syntax[variable].name)`",
          declaredAt: syntax[variable].span, isAlone: operands.isEmpty, at: span(head)),
        at: span(node))
    case .constant?:
      if let failure = failNotation(list: node, context) { return failure }
      _ = resolve(operands, context)
      return fail(
        .notAFunction(
          described: "the number `\(tree.spelling(symbol))`", declaredAt: nil,
          isAlone: operands.isEmpty, at: span(head)), at: span(node))
    case nil:
      if let failure = failNotation(list: node, context) { return failure }
      // A form of other languages has a shape of its own.
      if !ForeignWord.isForm(tree.spelling(symbol)) { _ = resolve(operands, context) }
      if guessedSymbols.contains(symbol) { return make(.error, span(node)) }
      return failUnknownFunction(tree.spelling(symbol), isAlone: operands.isEmpty, head, node)
    }
  }

  /// Reports a call of a name that is not defined.
  private mutating func failUnknownFunction(
    _ name: String, isAlone: Bool, _ head: SyntaxTree.NodeID, _ node: SyntaxTree.NodeID
  ) -> ExpressionID {
    if let advice = callAdvice(name) {
      return fail(
        .foreignFunction(
          name, advice: advice.hint, replacement: advice.replacement, at: span(head)),
        at: span(node))
    }
    return fail(
      .unknownFunction(
        name, suggestion: suggestion(for: name, among: { $0.callableNames }), isAlone: isAlone,
        at: span(head)),
      at: span(node))
  }

  /// Names that can stand at the head of a list.
  private var callableNames: [String] {
    var names = Primitive.all.filter { !$0.isInternal }.flatMap { [$0.name] + $0.aliases }
    names += Keyword.allCases.filter { $0 != .else }.map(\.rawValue)
    for (name, meaning) in zip(tree.symbols, meanings) {
      if case .function? = meaning { names.append(name) }
    }
    return names
  }

  /// One form, by its keyword.
  private mutating func resolveForm(
    _ keyword: Keyword, _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID {
    switch keyword {
    case .if: resolveIf(node, context)
    case .cond: resolveCond(node, context)
    case .and: resolveAnd(node, context)
    case .or: resolveOr(node, context)
    case .let, .letStar: resolveLet(keyword, node, context)
    case .letrec: resolveLetrec(node, context)
    case .loop: resolveLoop(node, context)
    case .recur: resolveRecur(node, context)
    case .scan: resolveScan(node, context)
    case .tabulate: resolveTabulate(node, context)
    case .lambda:
      fail(.functionAsValue("lambda", declaredAt: nil, at: span(node)), at: span(node))
    case .else: malformed(.cond, node, "`else` stands outside `cond`")
    case .define, .input, .parameter:
      fail(.misplacedDeclaration(keyword.rawValue, at: span(node)), at: span(node))
    }
  }

  /// `[a b c]` or `[[a b] [c d]]`
  private mutating func resolveBracket(_ node: SyntaxTree.NodeID, _ context: RecurContext)
    -> ExpressionID
  {
    let elements = tree.children(of: node)
    if let failure = failNotation(among: elements, node, context) { return failure }
    let isMatrix = !elements.isEmpty && elements.allSatisfy { tree[$0].kind == .bracket }
    let operands = resolve(elements, context)
    let shape: ShapeRule.Literal = isMatrix ? .matrix : .vector
    guard shape.primitive.primitive.signature.arity.accepts(operands.count) else {
      return fail(.emptyVector(at: span(node)), at: span(node))
    }
    return make(.primitive(shape.primitive, operands), span(node))
  }
}
