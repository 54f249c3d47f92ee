import Diagnostics
import IR
import Types

extension Lowerer {
  /// Lowers an expression to a value.
  mutating func lower(_ id: ExpressionID) -> ValueID {
    let expression = syntax[id]
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= nestingLimit else {
      return fail(.nestingTooDeep(limit: nestingLimit, at: expression.span), expression.span)
    }
    switch expression.kind {
    case .literal(let number):
      return constant(number, expression.span)
    case .variable(let variable):
      return lower(variable, expression.span)
    case .primitive(let primitive, let operands):
      return apply(primitive, lower(operands), expression.span)
    case .call(let function, let arguments):
      return call(function, lower(arguments), expression.span)
    case .conditional(let condition, let taken, let other):
      return lowerConditional(condition, taken, other, expression.span)
    case .bind(let variables, let values, let body):
      bind(variables, values)
      return lower(body)
    case .functions(let functions, let body):
      let value = lower(body)
      checkUncalled(functions)
      return value
    case .loop(let variables, let initial, let body):
      return lowerLoop(variables, initial, body, expression.span)
    case .scan(let variables, let initial, let rounds, let body):
      return lowerScan(variables, initial, rounds, body, expression.span)
    case .tabulate(let variable, let count, let body):
      return lowerTabulate(variable, count, body, expression.span)
    case .recur, .error:
      return errorValue(expression.span)
    }
  }

  /// Lowers operands from left to right.
  mutating func lower(_ expressions: some Sequence<ExpressionID>) -> ValueList {
    var values: ValueList = []
    for expression in expressions { values.append(lower(expression)) }
    return values
  }

  /// What a variable stands for. Constants are written anew where they are used.
  private mutating func lower(_ variable: VariableID, _ span: Span) -> ValueID {
    guard let value = environment[Int(variable.index)] else {
      return isScratch ? lowerStatic(variable, span) : errorValue(span)
    }
    if let number = constant(of: value) { return constant(number, span) }
    mention(value, at: span)
    return value
  }

  /// Lowers bindings in order.
  mutating func bind(_ variables: [VariableID], _ values: [ExpressionID]) {
    for (variable, expression) in zip(variables, values) {
      let value = lower(expression)
      name(value, syntax[variable].name)
      environment[Int(variable.index)] = value
    }
  }

  /// Notes what the user calls a value; the first name stays.
  mutating func name(_ value: ValueID, _ name: String) {
    let index = Int(value.index)
    if program.values[index].name == nil { program.values[index].name = name }
  }

  // MARK: Conditionals

  /// `if` as a value.
  private mutating func lowerConditional(
    _ condition: ExpressionID, _ taken: ExpressionID, _ other: ExpressionID, _ span: Span
  ) -> ValueID {
    let condition = lowerCondition(condition)
    var values: ValueList = []
    let thenRegion = region { lowerer in
      values.append(lowerer.lower(taken))
      return .yield([values[0]])
    }
    let elseRegion = region { lowerer in
      values.append(lowerer.lower(other))
      return .yield([values[1]])
    }
    let type = unifyBranches(values[0], values[1])
    return emit(.conditional(condition, then: thenRegion, else: elseRegion), type, span)
  }

  /// A condition: one number.
  mutating func lowerCondition(_ expression: ExpressionID) -> ValueID {
    let value = lower(expression)
    if solver.unify(terms[Int(value.index)], .real) != nil {
      diagnostics.report(
        .conditionNotScalar(describe(term(of: value)), at: syntax[expression].span))
    }
    return value
  }

  /// The one type of both branches.
  private mutating func unifyBranches(_ taken: ValueID, _ other: ValueID) -> TypeTerm {
    let first = terms[Int(taken.index)]
    guard solver.unify(first, terms[Int(other.index)]) != nil else {
      return solver.resolve(first) == .error ? terms[Int(other.index)] : first
    }
    diagnostics.report(
      .branchMismatch(
        "the branches", describe(first), describe(term(of: other)), first: span(of: taken),
        at: span(of: other)))
    return .error
  }
}
