import Diagnostics
import Syntax

extension Resolver {
  /// A declaration whose name is known and whose inside is still to be resolved.
  enum Declaration {
    case input(VariableID, type: SyntaxTree.NodeID?)
    case parameter(
      VariableID, value: SyntaxTree.NodeID, properties: ArraySlice<SyntaxTree.NodeID>)
    case constant(VariableID, value: SyntaxTree.NodeID)
    case lambda(FunctionDeclarationID, SyntaxTree.NodeID)
    case function(
      FunctionDeclarationID, parameters: ArraySlice<SyntaxTree.NodeID>,
      body: ArraySlice<SyntaxTree.NodeID>, SyntaxTree.NodeID)
    case expression(SyntaxTree.NodeID)
  }

  /// Resolves the whole program.
  mutating func resolveProgram() {
    var globals: [SyntaxTree.Symbol: Span] = [:]
    let declarations = tree.roots.compactMap { declare($0, &globals) }
    declareOptions(&globals)
    var mentions = Mentions()
    var statements = ForeignStatements(self)
    for declaration in declarations {
      switch statements.part(declaration, self) {
      case .first(let statement):
        syntax.result = resolveForeignStatement(statement)
        mentions.entries[.result] = takeMentions()
      case .further: break
      case nil: resolve(declaration, &mentions)
      }
    }
    diagnostics.withdrawLexical(inside: notationSpans)
    addFreeNames()
    resolveEntry()
    if syntax.result == nil, options.entry == nil, !containsErrors {
      diagnostics.report(
        .missingFinalExpression(at: tree.roots.last.map { span($0) } ?? Span(0, 0)))
    }
    orderDefinitions(mentions)
    warnOfUnusedDeclarations()
  }

  /// Whether the reader gave up on something at top level.
  private var containsErrors: Bool {
    tree.roots.isEmpty ? diagnostics.hasErrors : tree.roots.contains { tree[$0].kind == .error }
  }

  // MARK: Names first

  /// Declares the name of a top-level form; its inside is resolved when all names are known.
  private mutating func declare(
    _ root: SyntaxTree.NodeID, _ globals: inout [SyntaxTree.Symbol: Span]
  ) -> Declaration? {
    guard tree[root].kind == .list, let head = tree.children(of: root).first,
      let keyword = keyword(head), keyword.isDeclaration
    else { return tree[root].kind == .error ? nil : .expression(root) }
    let parts = Array(tree.children(of: root).dropFirst())
    switch keyword {
    case .input: return declareInput(root, parts, &globals)
    case .parameter: return declareParameter(root, parts, &globals)
    default: return declareDefinition(root, parts, &globals)
    }
  }

  /// `(input name)` or `(input name type)`
  private mutating func declareInput(
    _ root: SyntaxTree.NodeID, _ parts: [SyntaxTree.NodeID],
    _ globals: inout [SyntaxTree.Symbol: Span]
  ) -> Declaration? {
    declaresInputs = true
    guard (1...2).contains(parts.count), let symbol = symbol(parts[0]) else {
      _ = malformed(.input, root, "its name is missing or not a name")
      return nil
    }
    let variable = declare(symbol, at: span(parts[0]), as: .input)
    bindGlobal(symbol, to: .variable(variable), at: span(parts[0]), &globals)
    return .input(variable, type: parts.count == 2 ? parts[1] : nil)
  }

  /// `(parameter name value)`, with a type and constraints behind the value.
  private mutating func declareParameter(
    _ root: SyntaxTree.NodeID, _ parts: [SyntaxTree.NodeID],
    _ globals: inout [SyntaxTree.Symbol: Span]
  ) -> Declaration? {
    guard parts.count >= 2, let symbol = symbol(parts[0]) else {
      _ = malformed(.parameter, root, "it needs a name and an initial value")
      return nil
    }
    let variable = declare(symbol, at: span(parts[0]), as: .parameter)
    bindGlobal(symbol, to: .variable(variable), at: span(parts[0]), &globals)
    return .parameter(variable, value: parts[1], properties: parts[2...])
  }

  /// `(define (name parameter …) body)` or `(define name value)`
  private mutating func declareDefinition(
    _ root: SyntaxTree.NodeID, _ parts: [SyntaxTree.NodeID],
    _ globals: inout [SyntaxTree.Symbol: Span]
  ) -> Declaration? {
    guard let first = parts.first else {
      _ = malformed(.define, root, "it has no name")
      return nil
    }
    if let symbol = symbol(first) {
      guard parts.count == 2 else {
        _ = malformed(.define, root, "a constant has one value")
        guessedSymbols.insert(symbol)
        return nil
      }
      if isLambda(parts[1]) {
        let function = declareFunction(symbol, at: span(first), isTopLevel: true)
        bindGlobal(symbol, to: .function(function), at: span(first), &globals)
        return .lambda(function, parts[1])
      }
      let variable = declare(symbol, at: span(first), as: .constant)
      bindGlobal(symbol, to: .variable(variable), at: span(first), &globals)
      return .constant(variable, value: parts[1])
    }
    guard let header = elements(first), let name = header.first, let symbol = symbol(name) else {
      if tree[first].kind != .error { _ = malformed(.define, root, "its name is not a name") }
      return nil
    }
    let function = declareFunction(symbol, at: span(name), isTopLevel: true)
    bindGlobal(symbol, to: .function(function), at: span(name), &globals)
    return .function(
      function, parameters: header.dropFirst(), body: parts[1...], root)
  }

  /// Binds a name for the whole program.
  private mutating func bindGlobal(
    _ symbol: SyntaxTree.Symbol, to meaning: Meaning, at span: Span,
    _ globals: inout [SyntaxTree.Symbol: Span]
  ) {
    if let first = globals[symbol] {
      diagnostics.report(.duplicateName(tree.spelling(symbol), first: first, at: span))
      return
    }
    globals[symbol] = span
    meanings[Int(symbol.index)] = meaning
  }

  // MARK: Then what they stand for

  /// Resolves the inside of a declaration.
  private mutating func resolve(_ declaration: Declaration, _ mentions: inout Mentions) {
    switch declaration {
    case .input(let variable, let type):
      syntax.inputs.append(
        InputDeclaration(variable: variable, annotation: type.flatMap { typeAnnotation($0) }))
    case .parameter(let variable, let value, let properties):
      let initial = resolve(value, .outside)
      let (annotation, constraints) = parameterProperties(properties)
      addParameter(variable, .expression(initial), annotation, constraints)
      mentions.entries[.parameter(variable)] = takeMentions()
    case .constant(let variable, let value):
      let value = resolve(value, .outside)
      syntax.constants.append(ConstantDefinition(variable: variable, value: value))
      mentions.entries[.constant(variable)] = takeMentions()
    case .lambda(let function, let node):
      defineLambda(function, node, .outside)
      mentions.entries[.function(function)] = takeMentions()
    case .function(let function, let parameters, let body, let node):
      define(function, parameters: parameters, body: body, .define, node, .outside)
      mentions.entries[.function(function)] = takeMentions()
    case .expression(let node):
      if let earlier = syntax.result {
        diagnostics.report(.strayExpression(at: syntax[earlier].span))
      }
      syntax.result = resolve(node, .outside)
      mentions.entries[.result] = takeMentions()
    }
  }

  /// What the declaration that has just been resolved mentions, and how deep it nests.
  private mutating func takeMentions() -> Mentions.Entry {
    defer {
      mentionedVariables = []
      mentionedFunctions = []
    }
    return Mentions.Entry(
      nodes: mentionedVariables.map { .constant($0) } + mentionedFunctions.map { .function($0) },
      depth: takeDepth())
  }

  /// Adds a trainable constant; an option may have replaced its initial value.
  private mutating func addParameter(
    _ variable: VariableID, _ initial: ParameterDeclaration.Initial, _ annotation: TypeAnnotation?,
    _ constraints: [Constraint]
  ) {
    let option = options.parameters.first { $0.name == syntax[variable].name }
    syntax.parameters.append(
      ParameterDeclaration(
        variable: variable, initial: option.map { .value($0.initial) } ?? initial,
        annotation: annotation, constraints: constraints))
  }

  /// Names that nothing declares become inputs.
  private mutating func addFreeNames() {
    for variable in freeNames {
      syntax.inputs.append(InputDeclaration(variable: variable, annotation: nil))
    }
  }

  // MARK: Options

  /// Declares the inputs and parameters that the caller names.
  private mutating func declareOptions(_ globals: inout [SyntaxTree.Symbol: Span]) {
    // A long text has many names.
    if options.inputs.isEmpty, options.parameters.isEmpty { return }
    let symbols = Dictionary(
      zip(tree.symbols, tree.symbols.indices), uniquingKeysWith: { first, _ in first })
    let entryArguments = entryArgumentNames()
    for option in options.inputs where !entryArguments.contains(option.name) {
      guard Resolver.isName(option.name) else {
        diagnostics.report(.malformedOptionName(option.name))
        continue
      }
      declaresInputs = true
      let annotation = parseType(option.type)
      let symbol = symbols[option.name].map { SyntaxTree.Symbol($0) }
      if let symbol, let first = globals[symbol] {
        diagnostics.report(.duplicateName(option.name, first: first, at: .none))
        continue
      }
      let variable = declareGlobal(option.name, symbol, as: .input)
      syntax.inputs.append(InputDeclaration(variable: variable, annotation: annotation))
    }
    for option in options.parameters where !entryArguments.contains(option.name) {
      declareParameterOption(option, symbols[option.name].map { SyntaxTree.Symbol($0) }, globals)
    }
  }

  /// Whether a text is one name of the language.
  private static func isName(_ text: String) -> Bool {
    var problems = DiagnosticBag()
    let tree = Reader.read(SourceFile(name: "<option>", text: text), diagnostics: &problems)
    guard !problems.hasErrors, tree.roots.count == 1,
      case .identifier(let symbol) = tree[tree.roots[0]].kind
    else { return false }
    return tree.spelling(symbol) == text
  }

  /// Makes a free name a trainable constant.
  private mutating func declareParameterOption(
    _ option: ElaborationOptions.ParameterOption, _ symbol: SyntaxTree.Symbol?,
    _ globals: [SyntaxTree.Symbol: Span]
  ) {
    if let symbol, globals[symbol] != nil {
      if case .variable(let variable)? = meanings[Int(symbol.index)],
        syntax[variable].role == .parameter
      {
        return  // Its declaration takes the option's value.
      }
      diagnostics.report(.parameterNotFree(option.name, declaredAt: globals[symbol]))
      return
    }
    guard let symbol else {
      diagnostics.report(.parameterNotFree(option.name, declaredAt: nil))
      return
    }
    let variable = declareGlobal(option.name, symbol, as: .parameter)
    syntax.parameters.append(
      ParameterDeclaration(
        variable: variable, initial: .value(option.initial), annotation: nil, constraints: []))
  }

  /// A variable without a place in the text, visible in the whole program.
  private mutating func declareGlobal(
    _ name: String, _ symbol: SyntaxTree.Symbol?, as role: Variable.Role
  ) -> VariableID {
    syntax.variables.append(Variable(name: name, span: .none, role: role))
    let variable = VariableID(syntax.variables.count - 1)
    if let symbol { meanings[Int(symbol.index)] = .variable(variable) }
    return variable
  }

  /// The type that an option's text stands for.
  private mutating func parseType(_ text: String) -> TypeAnnotation? {
    var problems = DiagnosticBag()
    let source = SourceFile(name: "<option>", text: text)
    let tree = Reader.read(source, diagnostics: &problems)
    if !problems.hasErrors, tree.roots.count == 1 {
      var resolver = Resolver(
        tree, of: source, options: ElaborationOptions(), diagnostics: problems)
      if let annotation = resolver.typeAnnotation(tree.roots[0]), !resolver.diagnostics.hasErrors {
        return TypeAnnotation(lengths: annotation.lengths, span: .none)
      }
    }
    diagnostics.report(.malformedType(text, at: .none))
    return nil
  }

  // MARK: Entry

  /// The top-level function that the caller wants compiled, by name.
  private var entryFunction: FunctionDeclarationID? {
    guard let entry = options.entry,
      let index = syntax.functions.firstIndex(where: { $0.isTopLevel && $0.name == entry })
    else { return nil }
    return FunctionDeclarationID(index)
  }

  /// Names of the entry's own parameters: the syntax tree knows them before resolution does.
  private func entryArgumentNames() -> Set<String> {
    guard let entry = options.entry else { return [] }
    for root in tree.roots {
      guard let parts = elements(root), parts.count >= 2 else { continue }
      let second = parts[parts.startIndex + 1]
      var parameters: ArraySlice<SyntaxTree.NodeID> = []
      if let header = elements(second), let name = header.first, let symbol = symbol(name),
        tree.spelling(symbol) == entry
      {
        parameters = header.dropFirst()
      } else if let symbol = symbol(second), tree.spelling(symbol) == entry, let last = parts.last,
        isLambda(last), let list = tree.children(of: last).dropFirst().first
      {
        parameters = elements(list) ?? []
      } else {
        continue
      }
      return Set(
        parameters.compactMap { parameter in
          symbol(parameter) ?? elements(parameter)?.first.flatMap { symbol($0) }
        }.map { tree.spelling($0) })
    }
    return []
  }

  /// Makes the function that the caller names the program.
  private mutating func resolveEntry() {
    guard let name = options.entry else { return }
    guard let function = entryFunction else {
      let names = syntax.functions.filter(\.isTopLevel).map(\.name)
      diagnostics.report(
        .unknownEntry(name, suggestion: Suggestion.closest(to: name, among: names), known: names))
      return
    }
    syntax.entry = function
    syntax[function].uses += 1
    applyOptions(toEntry: function)
  }

  /// Types and initial values that the caller gives for the entry's own parameters.
  private mutating func applyOptions(toEntry function: FunctionDeclarationID) {
    for (position, variable) in syntax[function].parameters.enumerated() {
      let name = syntax[variable].name
      if let option = options.inputs.first(where: { $0.name == name }) {
        syntax[function].annotations[position] = parseType(option.type)
      }
    }
  }

  // MARK: Warnings

  /// Warns of declarations that nothing mentions.
  private mutating func warnOfUnusedDeclarations() {
    for input in syntax.inputs { warnIfUnused(input: input.variable) }
    for parameter in syntax.parameters { warnIfUnused(input: parameter.variable) }
    guard options.entry == nil else { return }
    for constant in syntax.constants { warnIfUnused(constant.variable) }
    for index in syntax.functions.indices where syntax.functions[index].isTopLevel {
      warnIfUnused(FunctionDeclarationID(index))
    }
  }

  /// Warns of an input or parameter that nothing mentions.
  private mutating func warnIfUnused(input variable: VariableID) {
    let declared = syntax[variable]
    if declared.uses == 0, !declared.name.hasPrefix("_") {
      diagnostics.report(
        .unusedInput(declared.name, isParameter: declared.role == .parameter, at: declared.span))
    }
  }
}
