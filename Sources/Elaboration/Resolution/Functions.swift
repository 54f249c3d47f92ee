import Diagnostics
import IR
import Syntax

/// `lambda`, `letrec`, named `let`, and functions applied on the spot.
extension Resolver {
  /// Whether a node is `(lambda …)`.
  func isLambda(_ node: SyntaxTree.NodeID) -> Bool {
    tree[node].kind == .list
      && tree.children(of: node).first.map { keyword($0) == .lambda } ?? false
  }

  /// A new function without parameters and body.
  mutating func declareFunction(
    _ symbol: SyntaxTree.Symbol, at span: Span, isTopLevel: Bool = false
  )
    -> FunctionDeclarationID
  {
    syntax.functions.append(
      FunctionDeclaration(
        name: tree.spelling(symbol), span: span, parent: openFunctions.last, isTopLevel: isTopLevel)
    )
    return FunctionDeclarationID(syntax.functions.count - 1)
  }

  /// Begins with the inside of a function.
  private mutating func open(_ function: FunctionDeclarationID) {
    openFunctions.append(function)
    syntax[function].isOpen = true
  }

  /// Ends the inside of a function.
  private mutating func close(_ function: FunctionDeclarationID) {
    openFunctions.removeLast()
    syntax[function].isOpen = false
  }

  /// Declares a function and resolves `(lambda (parameter …) body)` as its definition.
  mutating func resolveLambda(
    _ node: SyntaxTree.NodeID, name: SyntaxTree.Symbol, at span: Span, _ context: RecurContext
  ) -> FunctionDeclarationID {
    let function = declareFunction(name, at: span)
    defineLambda(function, node, context)
    return function
  }

  /// Resolves `(lambda (parameter …) body)` as the definition of a declared function.
  mutating func defineLambda(
    _ function: FunctionDeclarationID, _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) {
    let parts = tree.children(of: node).dropFirst()
    guard let list = parts.first, let parameters = elements(list) else {
      syntax[function].body = malformed(.lambda, node, "it has no list of parameters")
      syntax[function].isMalformed = true
      return
    }
    define(
      function, parameters: parameters, body: parts.dropFirst(), .lambda, node,
      context.functionBody)
  }

  /// Resolves parameters and body of a declared function.
  mutating func define(
    _ function: FunctionDeclarationID, parameters: ArraySlice<SyntaxTree.NodeID>,
    body: ArraySlice<SyntaxTree.NodeID>, _ keyword: Keyword, _ node: SyntaxTree.NodeID,
    _ context: RecurContext
  ) {
    let firstVariable = syntax.variables.count
    open(function)
    scoped { resolver in
      var names: [(symbol: SyntaxTree.Symbol, span: Span)] = []
      for parameter in parameters {
        resolver.declareParameter(parameter, of: function, keyword, &names)
      }
      resolver.reportDuplicates(names)
      let result = resolver.resolveBody(keyword, body, of: node, context)
      resolver.syntax[function].body = result
    }
    close(function)
    syntax[function].variables = firstVariable..<syntax.variables.count
  }

  /// `name` or `[name : type]`
  private mutating func declareParameter(
    _ node: SyntaxTree.NodeID, of function: FunctionDeclarationID, _ keyword: Keyword,
    _ names: inout [(symbol: SyntaxTree.Symbol, span: Span)]
  ) {
    var name = node
    var annotation: TypeAnnotation?
    if let parts = elements(node) {
      let parts = Array(parts)
      guard parts.count == 3, let colon = symbol(parts[1]), tree.spelling(colon) == ":" else {
        _ = malformed(keyword, node, "a parameter is a name or [name : type]")
        syntax[function].isMalformed = true
        return
      }
      name = parts[0]
      annotation = typeAnnotation(parts[2])
    }
    guard let symbol = symbol(name) else {
      syntax[function].isMalformed = true
      if tree[name].kind != .error {
        _ = malformed(keyword, node, "a parameter is a name or [name : type]")
      }
      return
    }
    names.append((symbol, span(name)))
    let variable = declare(symbol, at: span(name), as: .argument)
    bind(symbol, to: .variable(variable))
    syntax[function].parameters.append(variable)
    syntax[function].annotations.append(annotation)
  }

  /// `((lambda (parameter …) body) value …)`: a call of a function that is used once.
  mutating func resolveImmediateLambda(
    _ head: SyntaxTree.NodeID, _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID {
    let operands = resolve(tree.children(of: node).dropFirst(), context)
    syntax.functions.append(
      FunctionDeclaration(
        name: "lambda", span: span(head), parent: openFunctions.last, isTopLevel: false))
    let function = FunctionDeclarationID(syntax.functions.count - 1)
    syntax[function].uses = 1
    defineLambda(function, head, context)
    let call = make(.call(function, operands), span(node))
    return make(.functions([function], body: call), span(node))
  }

  /// `(letrec ((name (lambda …)) …) body)`
  mutating func resolveLetrec(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    let parts = tree.children(of: node).dropFirst()
    guard let first = parts.first, let bindings = bindings(.letrec, first) else {
      return parts.isEmpty
        ? malformed(.letrec, node, "it has no bindings") : make(.error, span(node))
    }
    return scoped { resolver in
      var functions: [FunctionDeclarationID] = []
      for binding in bindings {
        guard resolver.isLambda(binding.value) else {
          return resolver.malformed(.letrec, binding.value, "`letrec` binds functions only")
        }
        let function = resolver.declareFunction(binding.symbol, at: binding.span)
        functions.append(function)
        resolver.bind(binding.symbol, to: .function(function))
      }
      for (function, binding) in zip(functions, bindings) {
        resolver.defineLambda(function, binding.value, context)
      }
      let body = resolver.resolveBody(.letrec, parts.dropFirst(), of: node, context)
      for function in functions { resolver.warnIfUnused(function) }
      return resolver.make(
        .functions(functions, body: body), resolver.span(node),
        recurs: resolver.syntax[body].recurs)
    }
  }

  /// `(let name ((x e) …) body)`: a recursive function that is called at once.
  mutating func resolveNamedLet(
    _ name: SyntaxTree.Symbol, _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID {
    let parts = Array(tree.children(of: node).dropFirst())
    guard parts.count >= 2 else { return malformed(.let, node, "it has no bindings") }
    guard let bindings = bindings(.let, parts[1]) else { return make(.error, span(node)) }
    var values: [ExpressionID] = []
    for binding in bindings { values.append(resolve(binding.value, context.operand)) }
    let function = declareFunction(name, at: span(parts[0]))
    syntax[function].uses = 1
    scoped { resolver in
      resolver.bind(name, to: .function(function))
      let firstVariable = resolver.syntax.variables.count
      resolver.open(function)
      for binding in bindings {
        let variable = resolver.declare(binding.symbol, at: binding.span, as: .argument)
        resolver.bind(binding.symbol, to: .variable(variable))
        resolver.syntax[function].parameters.append(variable)
        resolver.syntax[function].annotations.append(nil)
      }
      let body = resolver.resolveBody(.let, parts[2...], of: node, context.functionBody)
      resolver.syntax[function].body = body
      resolver.close(function)
      resolver.syntax[function].variables = firstVariable..<resolver.syntax.variables.count
    }
    let call = make(.call(function, ShortList(values)), span(node))
    return make(.functions([function], body: call), span(node))
  }
}
