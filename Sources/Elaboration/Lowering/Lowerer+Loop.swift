import Diagnostics
import IR
import Primitives
import Types

extension Lowerer {
  /// The loop that a `recur` belongs to.
  struct LoopFrame {
    let names: [String]
    let variables: ValueList
    /// The type of what the loop gives.
    let result: TypeTerm
    /// Where the first way out stands.
    var firstExit: Span?
  }

  /// `loop`
  mutating func lowerLoop(
    _ variables: [VariableID], _ initial: [ExpressionID], _ body: ExpressionID, _ span: Span
  ) -> ValueID {
    let values = lower(initial)
    var frame = LoopFrame(
      names: variables.map { syntax[$0].name }, variables: loopParameters(variables, values),
      result: solver.freshVariable())
    let region = region(frame.variables) { $0.lowerTail(body, &frame) }
    return emit(.loop(initial: values, body: region), frame.result, span)
  }

  /// The parameters of a loop's body: of the types of their initial values.
  private mutating func loopParameters(_ variables: [VariableID], _ initial: ValueList) -> ValueList
  {
    var parameters = ValueList()
    for (variable, value) in zip(variables, initial) {
      let parameter = freshValue(
        terms[Int(value.index)], syntax[variable].span, name: syntax[variable].name)
      environment[Int(variable.index)] = parameter
      parameters.append(parameter)
    }
    return parameters
  }

  /// Lowers an expression in tail position of a loop's body.
  private mutating func lowerTail(_ id: ExpressionID, _ frame: inout LoopFrame) -> Terminator {
    let expression = syntax[id]
    guard expression.recurs else { return lowerExit(id, &frame) }
    switch expression.kind {
    case .recur(let values):
      return .recur(lowerRecur(values, frame))
    case .conditional(let condition, let taken, let other):
      let condition = lowerCondition(condition)
      let thenRegion = region { $0.lowerTail(taken, &frame) }
      let elseRegion = region { $0.lowerTail(other, &frame) }
      return .branch(condition, thenRegion, elseRegion)
    case .bind(let variables, let values, let body):
      bind(variables, values)
      return lowerTail(body, &frame)
    case .functions(let functions, let body):
      let terminator = lowerTail(body, &frame)
      checkUncalled(functions)
      return terminator
    default:
      return lowerExit(id, &frame)
    }
  }

  /// A way out of the loop.
  private mutating func lowerExit(_ id: ExpressionID, _ frame: inout LoopFrame) -> Terminator {
    let value = lower(id)
    if solver.unify(frame.result, terms[Int(value.index)]) != nil {
      diagnostics.report(
        .branchMismatch(
          "the ways out of this loop", describe(frame.result), describe(term(of: value)),
          first: frame.firstExit ?? span(of: value), at: span(of: value)))
    }
    if frame.firstExit == nil { frame.firstExit = span(of: value) }
    return .yield([value])
  }

  /// The values of the next round.
  private mutating func lowerRecur(_ expressions: [ExpressionID], _ frame: LoopFrame) -> ValueList {
    let values = lower(expressions)
    for (position, value) in values.enumerated() {
      let variable = frame.variables[position]
      let before = terms[Int(variable.index)]
      guard solver.unify(before, terms[Int(value.index)]) != nil else { continue }
      diagnostics.report(
        .loopVariableChanges(
          frame.names[position], describe(before), describe(term(of: value)),
          declaredAt: origin(of: variable), at: span(of: value)))
    }
    return values
  }

  // MARK: Scan

  /// `scan`: the states of all rounds.
  mutating func lowerScan(
    _ variables: [VariableID], _ initial: [ExpressionID], _ rounds: ExpressionID,
    _ body: ExpressionID, _ span: Span
  ) -> ValueID {
    let values = lower(initial)
    let count = lowerCount(rounds, "the number of rounds of `scan`")
    var frame = LoopFrame(
      names: variables.map { syntax[$0].name }, variables: loopParameters(variables, values),
      result: solver.freshVariable())
    let region = region(frame.variables) { $0.lowerTail(body, &frame) }
    guard let count else { return errorValue(span) }
    guard let rows = scanResults(frame.variables, count, span) else { return errorValue(span) }
    bindings.append(Binding(rows, .scan(initial: values, rounds: count, body: region)))
    return rows.count == 1 ? rows[0] : columns(rows, span)
  }

  /// The results of a scan: one for each variable, of one rank more; `nil` after a report.
  private mutating func scanResults(_ variables: ValueList, _ rounds: Int, _ span: Span)
    -> ValueList?
  {
    if variables.count == 1 {
      return [freshValue(table(of: variables[0], rounds, "scan", span), span)]
    }
    for variable in variables where solver.unify(.real, terms[Int(variable.index)]) != nil {
      diagnostics.report(
        .kindMismatch(
          "scan", expected: "one vector, or any number of scalars, as state",
          found: describe(term(of: variable)), at: origin(of: variable)))
      return nil
    }
    return variables.map { _ in freshValue(.vec(.known(rounds)), span) }
  }

  /// Vectors as the columns of a matrix.
  private mutating func columns(_ vectors: ValueList, _ span: Span) -> ValueID {
    let matrix = apply(ShapeRule.Literal.matrix.primitive, vectors, span)
    return apply(.transpose, [matrix], span)
  }

  /// A constant count; `nil` after a report.
  private mutating func lowerCount(_ expression: ExpressionID, _ what: String) -> Int? {
    let value = lower(expression)
    let place = syntax[expression].span
    if case .error = term(of: value) { return nil }
    guard let number = constant(of: value) else {
      diagnostics.report(.nonConstantSize(what, at: place))
      return nil
    }
    guard number >= 0, number <= Double(Size.limit), number == number.rounded() else {
      diagnostics.report(.invalidSize(number, at: place))
      return nil
    }
    return Int(number)
  }

  // MARK: Tabulate

  /// `tabulate`: a value for each index.
  mutating func lowerTabulate(
    _ variable: VariableID, _ count: ExpressionID, _ body: ExpressionID, _ span: Span
  ) -> ValueID {
    let count = lowerCount(count, "the count of `tabulate`")
    let index = freshValue(.real, syntax[variable].span, name: syntax[variable].name)
    environment[Int(variable.index)] = index
    var element: ValueID?
    let region = region([index]) { lowerer in
      let value = lowerer.lower(body)
      element = value
      return .yield([value])
    }
    guard let count, let element else { return errorValue(span) }
    let result = table(of: element, count, "tabulate", span)
    return emit(.tabulate(count: count, body: region), result, span)
  }

  /// The type of a table of so many elements, one a row.
  private mutating func table(of element: ValueID, _ count: Int, _ form: String, _ span: Span)
    -> TypeTerm
  {
    if case .mat = term(of: element) {
      diagnostics.report(
        .kindMismatch(
          form, expected: "scalars or vectors", found: describe(term(of: element)),
          at: self.span(of: element)))
      return .error
    }
    let type = solver.stack(
      terms[Int(element.index)], count: count, site: site(form, [element], span))
    reportConflicts()
    return type
  }
}
