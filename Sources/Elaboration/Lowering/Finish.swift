import Diagnostics
import IR
import Types

/// The end of inference: what is open is decided, and types are written into the program.
extension Lowerer {
  /// Decides everything that is still open and writes the types.
  mutating func finish() {
    solve()
    checkIndices()
    checkSizes()
    guard !diagnostics.hasErrors else { return }
    mergeInstances()
    let names = nameOpenSizes()
    for index in program.values.indices {
      program.values[index].type = type(solver.resolve(terms[index]), names)
    }
    let parameters = program.regions[Int(program.functions[0].body.index)].parameters
    for (index, value) in zip(program.inputs.indices, parameters) {
      program.inputs[index].type = program.values[Int(value.index)].type
    }
    for index in program.functions.indices {
      if case .yield(let values) = program.regions[Int(program.functions[index].body.index)]
        .terminator
      {
        program.functions[index].results = values.map { program.values[Int($0.index)].type }
      }
    }
  }

  /// Runs inference to its end: overloads first, then open kinds become `real` in order.
  private mutating func solve() {
    var nextVariable = 0
    var nextConstraint = 0
    propagate()
    while true {
      if let choice = solver.firstOpenChoice(from: nextConstraint) {
        nextConstraint = choice.index
        solver.settle(choice.index)
        decide(choice.site, force: true)
        propagate()
        continue
      }
      nextConstraint = solver.constraints.count
      if nextVariable < solver.variableCount {
        solver.defaultToReal(solver.variable(nextVariable))
        nextVariable += 1
      } else {
        return
      }
      propagate()
    }
  }

  /// Follows the consequences of what has become known.
  private mutating func propagate() {
    while true {
      let choices = solver.propagate()
      reportConflicts()
      if choices.isEmpty { return }
      for site in choices { decide(site, force: false) }
    }
  }

  /// Makes calls of instances that turned out to have the same types calls of one of them.
  private mutating func mergeInstances() {
    var first: [InstanceKey: FunctionID] = [:]
    var merged: [FunctionID: FunctionID] = [:]
    for (key, instance) in instances.sorted(by: {
      $0.value.function.index < $1.value.function.index
    }) {
      let resolved = InstanceKey(
        function: key.function, parent: key.parent.map { merged[$0] ?? $0 },
        arguments: key.arguments.map { solver.resolve($0) })
      if let known = first[resolved] {
        merged[instance.function] = known
      } else {
        first[resolved] = instance.function
      }
    }
    guard !merged.isEmpty else { return }
    for region in program.regions.indices {
      for position in program.regions[region].bindings.indices {
        if case .call(let callee, let arguments) = program.regions[region].bindings[position]
          .operation, let target = merged[callee]
        {
          program.regions[region].bindings[position].operation = .call(target, arguments)
        }
      }
    }
  }

  /// Compares constant indices with sizes; what depends on an open size is checked when it runs,
  /// unless it stands in a function that is never called.
  private mutating func checkIndices() {
    let called = Set(program.reachableFunctions())
    for check in indexChecks {
      let size = solver.resolve(check.size)
      let minimum = check.isBound ? check.index : check.index + 1
      guard let known = size.known else {
        guard called.contains(check.function) else { continue }
        program.sizeRequirements.append(
          SizeRequirement(size: size, minimum: minimum, span: check.span))
        continue
      }
      guard known < minimum else { continue }
      diagnostics.report(
        check.isBound
          ? .boundOutOfRange(check.index, size: known, at: check.span)
          : .indexOutOfRange(Double(check.index), size: known, at: check.span))
    }
  }

  /// Reports values with more elements than can be held.
  private mutating func checkSizes() {
    for (index, term) in terms.enumerated() where exceedsLimit(solver.resolve(term)) {
      diagnostics.report(.tooManyElements(describe(term), at: program.values[index].span))
    }
  }

  /// Whether a value has too many elements, as far as its sizes are known.
  private func exceedsLimit(_ term: TypeTerm) -> Bool {
    switch term {
    case .vec(let size): size.exceedsLimit
    case .mat(let rows, let columns):
      rows.exceedsLimit || columns.exceedsLimit || elementCount(of: term) ?? 0 > Size.limit
    case .real, .variable, .error: false
    }
  }

  /// Numbers the sizes that stay open in the order in which the inputs show them.
  private mutating func nameOpenSizes() -> [SizeSymbol: Size] {
    var numbers: [SizeSymbol: SizeSymbol] = [:]
    let parameters = program.regions[Int(program.functions[0].body.index)].parameters
    for value in parameters {
      for size in type(solver.resolve(terms[Int(value.index)]), nil).sizes {
        for term in size.terms where numbers[term.symbol] == nil {
          numbers[term.symbol] = SizeSymbol(numbers.count)
        }
      }
    }
    for (name, symbol) in namedSizes {
      let size = solver.resolve(.symbol(symbol))
      guard size.constant == 0, let symbol = size.symbol, let number = numbers[symbol] else {
        continue
      }
      if let other = program.sizeNames[number], other < name { continue }
      program.sizeNames[number] = name
    }
    requireDecidedSizes(parameters)
    let names = leastSizes(besides: numbers).merging(numbers.mapValues(Size.symbol)) { $1 }
    program.sizeRequirements = program.sizeRequirements.compactMap {
      let size = rename($0.size, names)
      return size.known == nil
        ? SizeRequirement(size: size, minimum: $0.minimum, span: $0.span) : nil
    }
    return names
  }

  /// Sizes that no input decides, as the value never comes to be: what ought to give it does not end,
  /// or nobody calls it. They get the least length that has all indices into it.
  private func leastSizes(besides numbers: [SizeSymbol: SizeSymbol]) -> [SizeSymbol: Size] {
    var least: [SizeSymbol: Size] = [:]
    for requirement in program.sizeRequirements {
      let missing = requirement.minimum - requirement.size.constant
      for term in requirement.size.terms where numbers[term.symbol] == nil && term.coefficient > 0 {
        let length = (missing + term.coefficient - 1) / term.coefficient
        least[term.symbol] = .known(max(length, least[term.symbol]?.constant ?? 0))
      }
    }
    return least
  }

  /// Reports inputs with sizes that no input shows by themselves, so that nobody can tell them.
  private mutating func requireDecidedSizes(_ parameters: ValueList) {
    let sizes = parameters.map { type(solver.resolve(terms[Int($0.index)]), nil).sizes }
    let decided = Set(sizes.joined().compactMap(\.symbol))
    for (value, sizes) in zip(parameters, sizes) {
      for size in sizes
      where !size.terms.allSatisfy({ decided.contains($0.symbol) }) {
        diagnostics.report(
          .undecidedSize("no input decides the size of this one", at: origin(of: value)))
      }
    }
  }

  /// A size in terms of the final numbers.
  private func rename(_ size: Size, _ names: [SizeSymbol: Size]?) -> Size {
    guard let names, !size.terms.isEmpty else { return size }
    let parts = size.terms.map { (names[$0.symbol] ?? .known(0), $0.coefficient) }
    return Size.sum(of: [(.known(size.constant), 1)] + parts)
  }

  /// A solved term as a type.
  private func type(_ term: TypeTerm, _ names: [SizeSymbol: Size]?) -> Type {
    switch term {
    case .real, .variable, .error: .real
    case .vec(let size): .vec(rename(size, names))
    case .mat(let rows, let columns): .mat(rename(rows, names), rename(columns, names))
    }
  }
}
