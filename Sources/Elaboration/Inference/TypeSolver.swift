import IR
import Types

/// Unification of kinds and sizes, with constraints that wait until enough is known.
///
/// Operations that broadcast relate types by a join: scalars fit anything, all others must agree.
/// Overloaded operations wait for the kind of an operand. What is still open at the end becomes
/// `real`, in the order in which it appeared.
struct TypeSolver {
  /// A relation that is not settled.
  struct Constraint {
    let kind: Kind
    /// Number of the operation that asks for it, for reports.
    let site: Int
    var isSettled = false

    /// What must hold.
    enum Kind {
      /// The result is the join of the operands, which are open.
      case join(ShortList<TypeVariable>, result: TypeTerm)
      /// Each of the operands, which are open, is a scalar or of a shape.
      case fit(ShortList<TypeVariable>, shape: TypeTerm)
      /// The result is a table of so many elements, one a row.
      case stack(element: TypeTerm, count: Int, result: TypeTerm)
      /// One of several signatures fits; the owner of the solver tries them.
      case choice([TypeTerm])
    }
  }

  /// What each variable stands for, where that is known.
  private var bound: [TypeTerm?] = []
  /// The constraints that wait for each variable.
  private var waiting = WaitingConstraints()
  private var symbolCount = 0
  private var solutions: [SizeSymbol: Size] = [:]
  private(set) var constraints: [Constraint] = []
  /// Joins of open kinds that exist already, so that the same question has the same answer.
  private var joins: [ShortList<TypeVariable>: TypeVariable] = [:]
  /// Constraints to look at again.
  private var agenda: [Int] = []
  /// Constraints that turned out not to hold, for the owner to report.
  var conflicts: [(site: Int, conflict: TypeConflict)] = []

  // MARK: Variables

  /// A new open kind.
  mutating func freshVariable() -> TypeTerm {
    bound.append(nil)
    waiting.addVariable()
    return .variable(TypeVariable(index: Int32(bound.count - 1)))
  }

  /// A new open size.
  mutating func freshSymbol() -> SizeSymbol {
    symbolCount += 1
    return SizeSymbol(symbolCount - 1)
  }

  /// A term with everything put in that is known.
  func resolve(_ term: TypeTerm) -> TypeTerm {
    switch term {
    case .real, .error: return term
    case .vec(let size): return size.terms.isEmpty ? term : .vec(resolve(size))
    case .mat(let rows, let columns): return .mat(resolve(rows), resolve(columns))
    case .variable(var variable):
      while let next = bound[Int(variable.index)] {
        guard case .variable(let other) = next else { return resolve(next) }
        variable = other
      }
      return .variable(variable)
    }
  }

  /// A size with everything put in that is known.
  func resolve(_ size: Size) -> Size {
    guard size.terms.contains(where: { solutions[$0.symbol] != nil }) else { return size }
    let parts = size.terms.map { term in
      (solutions[term.symbol].map(resolve) ?? .symbol(term.symbol), term.coefficient)
    }
    return Size.sum(of: [(.known(size.constant), 1)] + parts)
  }

  /// Gives a variable its value and wakes what waited for it.
  private mutating func bind(_ variable: TypeVariable, to term: TypeTerm) {
    let index = Int(variable.index)
    precondition(bound[index] == nil, "neuralc bug: a type was inferred twice, please report it")
    bound[index] = term
    waiting.forEach(of: variable) { agenda.append($0) }
    if case .variable(let other) = term { waiting.move(from: variable, to: other) }
  }

  // MARK: Unification

  /// Makes two types one; the conflict where that cannot be.
  mutating func unify(_ left: TypeTerm, _ right: TypeTerm) -> TypeConflict? {
    let left = resolve(left)
    let right = resolve(right)
    switch (left, right) {
    case (.error, _), (_, .error): return nil
    case (.variable(let one), .variable(let two)):
      if one != two { bind(max(one, two), to: .variable(min(one, two))) }
      return nil
    case (.variable(let variable), let term), (let term, .variable(let variable)):
      bind(variable, to: term)
      return nil
    case (.real, .real): return nil
    case (.vec(let one), .vec(let two)):
      return unify(one, two).map { $0 ? .undecided(left, right) : .sizes(left, right) }
    case (.mat(let rows, let columns), .mat(let otherRows, let otherColumns)):
      let first = unify(rows, otherRows)
      let second = unify(columns, otherColumns)
      if first == false || second == false { return .sizes(left, right) }
      return first == true || second == true ? .undecided(left, right) : nil
    default: return .kinds(left, right)
    }
  }

  private func max(_ one: TypeVariable, _ two: TypeVariable) -> TypeVariable {
    one.index > two.index ? one : two
  }

  private func min(_ one: TypeVariable, _ two: TypeVariable) -> TypeVariable {
    one.index < two.index ? one : two
  }

  /// Makes two sizes equal. `nil`: done; `false`: they differ; `true`: nobody can tell.
  private mutating func unify(_ left: Size, _ right: Size) -> Bool? {
    let difference = resolve(left) - resolve(right)
    if difference.terms.isEmpty { return difference.constant == 0 ? nil : false }
    if let term = difference.terms.last(where: { abs($0.coefficient) == 1 }) {
      let rest = difference - Size(constant: 0, terms: [term])
      let solution = Size.known(0).adding(rest, times: -term.coefficient)
      if let known = solution.known, known < 0 { return false }
      solutions[term.symbol] = solution
      return nil
    }
    if difference.terms.count == 1, let term = difference.terms.first {
      let (quotient, remainder) = (-difference.constant).quotientAndRemainder(
        dividingBy: term.coefficient)
      guard remainder == 0, quotient >= 0 else { return false }
      solutions[term.symbol] = .known(quotient)
      return nil
    }
    return true
  }

  // MARK: Joins

  /// The type of an operation that broadcasts scalars.
  mutating func join(_ operands: [TypeTerm], site: Int) -> TypeTerm {
    let outcome = settleJoin(operands, site: site)
    switch outcome {
    case .type(let type): return type
    case .open(let variables):
      if let known = joins[variables] { return resolve(.variable(known)) }
      let result = freshVariable()
      let variable = variable(of: result)
      joins[variables] = variable
      suspend(
        .join(variables, result: result), on: variables + ShortList(variable), site: site)
      return result
    }
  }

  /// What a look at a join gives.
  private enum JoinOutcome {
    case type(TypeTerm)
    /// Of these variables, in their order.
    case open(ShortList<TypeVariable>)
  }

  /// The join of operands as far as they are known; conflicts between them are recorded.
  private mutating func settleJoin(_ operands: [TypeTerm], site: Int)
    -> JoinOutcome
  {
    var shape: TypeTerm?
    var open: ShortList<TypeVariable> = []
    for operand in operands {
      switch resolve(operand) {
      case .error: return .type(.error)
      case .real: break
      case .variable(let variable): open.append(variable)
      case let term:
        if let shape {
          if let conflict = unify(shape, term) {
            conflicts.append((site, conflict))
            return .type(.error)
          }
        } else {
          shape = term
        }
      }
    }
    open = distinct(open)
    if let shape {
      // Whatever is still open is a scalar or of this very shape.
      if !open.isEmpty {
        suspend(.fit(open, shape: shape), on: open, site: site)
      }
      return .type(resolve(shape))
    }
    if open.isEmpty { return .type(.real) }
    if open.count == 1, let only = open.first { return .type(.variable(only)) }
    return .open(open)
  }

  /// The variable that a term is.
  private func variable(of term: TypeTerm) -> TypeVariable {
    guard case .variable(let variable) = term else {
      preconditionFailure("neuralc bug: an open type was expected, please report it")
    }
    return variable
  }

  /// Puts a constraint aside until one of the variables is bound.
  private mutating func suspend(
    _ kind: Constraint.Kind, on variables: ShortList<TypeVariable>, site: Int
  ) {
    constraints.append(Constraint(kind: kind, site: site))
    for variable in variables { waiting.append(constraints.count - 1, to: variable) }
  }

  // MARK: Stacks

  /// The type of a table of so many elements.
  mutating func stack(_ element: TypeTerm, count: Int, site: Int) -> TypeTerm {
    let result = freshVariable()
    settleStack(element, count: count, result: result, site: site)
    return resolve(result)
  }

  /// Relates the type of a table to that of its elements as far as one of them is known.
  private mutating func settleStack(
    _ element: TypeTerm, count: Int, result: TypeTerm, site: Int
  ) {
    let conflict: TypeConflict?
    switch (resolve(element), resolve(result)) {
    case (.real, _): conflict = unify(result, .vec(.known(count)))
    case (.vec(let size), _): conflict = unify(result, .mat(.known(count), size))
    case (.error, _): conflict = unify(result, .error)
    case (.mat, _): conflict = .kinds(.real, resolve(element))
    case (.variable, .vec): conflict = unify(element, .real) ?? unify(result, .vec(.known(count)))
    case (.variable, .mat(_, let columns)):
      conflict = unify(element, .vec(columns)) ?? unify(result, .mat(.known(count), columns))
    case (.variable, _):
      suspend(
        .stack(element: element, count: count, result: result),
        on: distinct(openVariable(element) + openVariable(result)), site: site)
      return
    }
    if let conflict { conflicts.append((site, conflict)) }
  }

  // MARK: Choices

  /// Records an overloaded operation whose operands are not known well enough.
  mutating func deferChoice(on operands: [TypeTerm], site: Int) {
    var open: ShortList<TypeVariable> = []
    for operand in operands { open += openVariable(operand) }
    suspend(.choice(operands), on: distinct(open), site: site)
  }

  // MARK: Solving

  /// Looks at everything that was woken; gives the sites of choices to try again.
  mutating func propagate() -> [Int] {
    var choices: [Int] = []
    while let index = agenda.popLast() {
      guard !constraints[index].isSettled else { continue }
      switch constraints[index].kind {
      case .choice:
        constraints[index].isSettled = true
        choices.append(constraints[index].site)
      case .join(let variables, let result):
        constraints[index].isSettled = true
        revisitJoin(
          variables.map { .variable($0) }, result: result, site: constraints[index].site)
      case .fit(let variables, let shape):
        constraints[index].isSettled = true
        revisitJoin(
          variables.map { .variable($0) } + [shape], result: shape, site: constraints[index].site)
      case .stack(let element, let count, let result):
        constraints[index].isSettled = true
        settleStack(element, count: count, result: result, site: constraints[index].site)
      }
    }
    return choices
  }

  /// A join one of whose types has become known.
  private mutating func revisitJoin(_ operands: [TypeTerm], result: TypeTerm, site: Int) {
    switch resolve(result) {
    case .real:
      // Nothing but scalars joins to a scalar.
      for operand in operands {
        if let conflict = unify(operand, .real) { conflicts.append((site, conflict)) }
      }
      return
    case .error: return
    default: break
    }
    switch settleJoin(operands, site: site) {
    case .type(let type):
      if let conflict = unify(result, type) { conflicts.append((site, conflict)) }
    case .open(let variables):
      suspend(
        .join(variables, result: result), on: distinct(variables + openVariable(result)),
        site: site)
    }
  }

  /// The variable that a term is, if it is one.
  private func openVariable(_ term: TypeTerm) -> ShortList<TypeVariable> {
    if case .variable(let variable) = resolve(term) { return ShortList(variable) }
    return []
  }

  /// The variables in their order, each once.
  private func distinct(_ variables: ShortList<TypeVariable>) -> ShortList<TypeVariable> {
    if variables.count < 2 { return variables }
    if variables.count == 2, variables[0].index < variables[1].index { return variables }
    var result: ShortList<TypeVariable> = []
    for variable in variables.sorted(by: { $0.index < $1.index }) where variable != result.last {
      result.append(variable)
    }
    return result
  }

  /// The first unsettled choice, for a default.
  func firstOpenChoice(from start: Int) -> (index: Int, site: Int)? {
    for index in start..<Swift.max(start, constraints.count) where !constraints[index].isSettled {
      if case .choice = constraints[index].kind { return (index, constraints[index].site) }
    }
    return nil
  }

  /// Marks a constraint as dealt with.
  mutating func settle(_ index: Int) { constraints[index].isSettled = true }

  /// Decides that an open kind is `real`.
  mutating func defaultToReal(_ term: TypeTerm) {
    if case .variable(let variable) = resolve(term) { bind(variable, to: .real) }
  }

  /// How many variables there are.
  var variableCount: Int { bound.count }

  /// The variable of a number.
  func variable(_ index: Int) -> TypeTerm { .variable(TypeVariable(index: Int32(index))) }
}
