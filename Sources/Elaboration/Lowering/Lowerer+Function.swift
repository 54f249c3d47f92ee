import Diagnostics
import IR
import Primitives
import Types

extension Lowerer {
  /// How many instances of one function may be open at once before its recursion is given up.
  static let openInstanceLimit = 8

  /// A call.
  mutating func call(_ function: FunctionDeclarationID, _ arguments: ValueList, _ span: Span)
    -> ValueID
  {
    let declaration = syntax[function]
    guard !declaration.isMalformed else { return errorValue(span) }
    guard arguments.count == declaration.parameters.count else {
      let expected = Arity.exactly(declaration.parameters.count).description
      return fail(
        .wrongArity(
          declaration.name, expected: expected, found: arguments.count,
          declaredAt: declaration.span, at: span), span)
    }
    var types: [TypeTerm] = []
    var names: [String: SizeSymbol] = [:]
    for (position, argument) in arguments.enumerated() {
      types.append(argumentType(position, argument, of: declaration, &names))
    }
    guard !types.contains(.error) else {
      checkUncalled([function])
      return errorValue(span)
    }
    guard let instance = instance(of: function, types, at: span) else { return errorValue(span) }
    return emit(.call(instance.function, arguments), instance.result, span)
  }

  /// The type of an argument, which its annotation may decide.
  private mutating func argumentType(
    _ position: Int, _ argument: ValueID, of declaration: FunctionDeclaration,
    _ names: inout [String: SizeSymbol]
  ) -> TypeTerm {
    if let annotation = declaration.annotations[position] {
      let declared = term(annotation, names: &names)
      if solver.unify(declared, terms[Int(argument.index)]) != nil {
        let name = syntax[declaration.parameters[position]].name
        diagnostics.report(
          .declaredType(
            name, declared: describe(declared), found: describe(term(of: argument)),
            at: span(of: argument)))
        return .error
      }
    }
    return term(of: argument)
  }

  /// The instance of a function for argument types; `nil` after a report.
  private mutating func instance(
    of function: FunctionDeclarationID, _ types: [TypeTerm], at span: Span
  ) -> Instance? {
    let parent = parentInstance(of: function)
    let key = InstanceKey(function: function, parent: parent, arguments: types)
    if let known = instances[key] { return known }
    if let open = openInstance(of: function, key) { return open }
    guard openInstances[Int(function.index)].count < Lowerer.openInstanceLimit else {
      diagnostics.report(.growingRecursion(syntax[function].name, at: span))
      return nil
    }
    return instantiate(function, key)
  }

  /// The instance of the function around a function that is being lowered.
  private func parentInstance(of function: FunctionDeclarationID) -> FunctionID? {
    syntax[function].parent.flatMap { openInstances[Int($0.index)].last?.instance.function }
  }

  /// The instance being lowered that a recursive call means, where kinds are open: as long as types
  /// may be the same they are, so that recursion does not make up ever new ones.
  private mutating func openInstance(of function: FunctionDeclarationID, _ key: InstanceKey)
    -> Instance?
  {
    for open in openInstances[Int(function.index)].reversed()
    where open.key.parent == key.parent {
      let pairs = zip(open.key.arguments, key.arguments)
      guard pairs.allSatisfy({ mayBeEqual(solver.resolve($0), solver.resolve($1)) }) else {
        continue
      }
      for (parameter, argument) in pairs { _ = solver.unify(parameter, argument) }
      return open.instance
    }
    return nil
  }

  /// Whether two types are equal but for kinds that are open.
  private func mayBeEqual(_ one: TypeTerm, _ other: TypeTerm) -> Bool {
    switch (one, other) {
    case (.variable, _), (_, .variable): true
    default: one == other
    }
  }

  /// Lowers the body of a function for the argument types of a key.
  private mutating func instantiate(_ function: FunctionDeclarationID, _ key: InstanceKey)
    -> Instance
  {
    let declaration = syntax[function]
    program.functions.append(
      Function(name: declaration.name, span: declaration.span, body: RegionID(0), results: []))
    let id = FunctionID(program.functions.count - 1)
    let instance = Instance(function: id, result: solver.freshVariable())
    instances[key] = instance
    calledFunctions.insert(CalledFunction(function: function, parent: key.parent))
    let saved = Array(environment[declaration.variables])
    openInstances[Int(function.index)].append((key, instance))
    let parameters = zip(declaration.parameters, key.arguments).map { variable, type in
      let value = freshValue(type, syntax[variable].span, name: syntax[variable].name)
      environment[Int(variable.index)] = value
      return value
    }
    let caller = currentFunction
    currentFunction = id
    program.functions[Int(id.index)].body = region(ValueList(parameters)) { lowerer in
      let result = lowerer.lower(declaration.body)
      lowerer.unifyResult(result, instance, declaration)
      return .yield([result])
    }
    currentFunction = caller
    openInstances[Int(function.index)].removeLast()
    environment.replaceSubrange(declaration.variables, with: saved)
    return instance
  }

  /// Makes the value of a body the result of its function, as recursive calls have assumed it.
  private mutating func unifyResult(
    _ value: ValueID, _ instance: Instance, _ declaration: FunctionDeclaration
  ) {
    if solver.unify(instance.result, terms[Int(value.index)]) != nil {
      diagnostics.report(
        .branchMismatch(
          "the results of `\(declaration.name)`", describe(instance.result),
          describe(term(of: value)), first: declaration.span, at: span(of: value)))
    }
  }

  /// Checks functions that nothing has called, with arguments of unknown type.
  mutating func checkUncalled(_ functions: [FunctionDeclarationID]) {
    for function in functions {
      let parent = parentInstance(of: function)
      let isCalled = calledFunctions.contains(CalledFunction(function: function, parent: parent))
      if !isCalled { checkUncalled(function, parent) }
    }
  }

  /// Checks one function with arguments of unknown type.
  private mutating func checkUncalled(_ function: FunctionDeclarationID, _ parent: FunctionID?) {
    var names: [String: SizeSymbol] = [:]
    let types = syntax[function].annotations.map { annotation in
      annotation.map { term($0, names: &names) } ?? solver.freshVariable()
    }
    _ = instantiate(
      function, InstanceKey(function: function, parent: parent, arguments: types))
  }
}
