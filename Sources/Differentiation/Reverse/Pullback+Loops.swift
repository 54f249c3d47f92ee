import IR
import Types

/// The sweep back through what goes round.
extension Pullback {
  /// The rounds of a loop from the last to the first, as far as the tape has them.
  func reverseLoop(_ initial: ValueList, _ body: RegionID, _ results: ValueList) {
    guard let recorded = loopTapes[body] else {
      preconditionFailure("neuralc bug: a loop without a tape, please report it")
    }
    let cotangents = results.map { adjoints[$0] }
    let tape = residuals.fetch(recorded, in: &builder)
    let replay = copy(body, yields: false)
    let state = old[body].parameters.map { define($0) }
    let round = reverseRound(
      of: old[body].parameters, before: state,
      write: { running in
        turn(
          body, yield: { add(cotangents, to: $0) }, recur: { add(running, to: $0) })
      })
    let start = round.start(in: self)
    guard !start.isEmpty else { return }
    let ends = builder.append(
      .reverseLoop(tape: tape, initial: start, replay: replay, body: round.body),
      start.map { builder.program[$0].type }, at: span)
    finish(round, ends, initial)
  }

  /// The rounds of a scan from the last to the first. A state is what the round before has left in
  /// the results.
  func reverseScan(
    _ initial: ValueList, _ rounds: Int, _ body: RegionID, _ results: ValueList
  ) {
    guard rounds > 0 else { return }
    let cotangents = results.map { adjoints[$0] }
    let count = builder.value(.real, at: span)
    let round = reverseRound(
      of: old[body].parameters, before: [count],
      write: { running in
        let last = builder.constant(Double(rounds - 1), at: span)
        let index = builder.apply(.subtract, [last, count], at: span)
        defineState(of: body, initial, results, at: index, isOnly: rounds == 1)
        turn(
          body, yield: { _ in preconditionFailure("neuralc bug: a scan yields, please report it") },
          recur: { values in
            add(running, to: values)
            addRows(of: cotangents, at: index, to: values)
          })
      })
    append(round, rounds, initial)
  }

  /// Defines what the variables of a scan are at the start of a round.
  private func defineState(
    of body: RegionID, _ initial: ValueList, _ results: ValueList, at index: ValueID, isOnly: Bool
  ) {
    let parameters = old[body].parameters
    guard !isOnly else {
      for (parameter, value) in zip(parameters, initial) {
        copies[Int(parameter.index)] = use(value)
      }
      return
    }
    let before = builder.region { builder in
      let one = builder.constant(1, at: span)
      let previous = builder.apply(.subtract, [index, one], at: span)
      return .yield(
        results.map {
          row(residuals.fetch(copies[Int($0.index)], in: &builder), at: previous, in: &builder)
        })
    }
    builder.beginRegion()
    let first = builder.close(.yield(initial.map { use($0) }))
    builder.append(
      Binding(parameters.map { define($0) }, .conditional(index, then: before, else: first)))
  }

  /// The rounds of a tabulation, which do not depend on each other.
  func reverseTabulate(_ count: Int, _ body: RegionID, _ results: ValueList) {
    let cotangents = results.map { adjoints[$0] }
    let index = define(old[body].parameters[0])
    let round = reverseRound(
      of: [], before: [index],
      write: { _ in
        turn(body, yield: { addRows(of: cotangents, at: index, to: $0) })
      })
    append(round, count, [])
  }

  // MARK: Rounds

  /// A round of reverse code.
  struct Round {
    let body: RegionID
    /// The positions of the loop's variables that carry an adjoint.
    let variables: [Int]
    /// Their types.
    let types: [Type]
    /// What is carried beside them.
    let carried: [Adjoints.Carried]

    /// What all of it starts as: zero, but for what is carried.
    func start(in pullback: Pullback) -> ValueList {
      let zeros = types.map { pullback.builder.constant(0, $0, at: pullback.span) }
      let starts = carried.map { carried in
        let type = pullback.old[carried.id].type
        guard let initial = carried.initial else {
          return pullback.builder.constant(0, type, at: pullback.span)
        }
        return pullback.spread(initial, to: type)
      }
      return ValueList(zeros + starts)
    }
  }

  /// Writes a round: parameters `before`, then the running adjoints of the loop's variables, which
  /// `write` is given, then what it adds to outside.
  private func reverseRound(
    of parameters: ValueList, before: ValueList, write: ([ValueID?]) -> Void
  ) -> Round {
    let variables = parameters.indices.filter { relevance(parameters[$0]) }
    let running = variables.map { adjointValue(for: parameters[$0]) }
    var all = parameters.map { _ in Optional<ValueID>.none }
    for (variable, adjoint) in zip(variables, running) { all[variable] = adjoint }
    adjoints.beginScope(isRound: true)
    builder.beginRegion()
    write(all)
    let finals = variables.map { finalAdjoint(of: parameters[$0]) }
    let (changes, carried) = adjoints.endScope()
    let changed = Dictionary(changes.map { ($0.id, $0.adjoint) }) { first, _ in first }
    let totals = carried.map { carried in
      spread(changed[carried.id] ?? carried.parameter, to: old[carried.id].type)
    }
    let body = builder.close(
      parameters: before + running + carried.map(\.parameter), .recur(ValueList(finals + totals)))
    return Round(
      body: body, variables: variables, types: variables.map { old[parameters[$0]].type },
      carried: carried)
  }

  /// Appends the rounds where their number is known.
  private func append(_ round: Round, _ count: Int, _ initial: ValueList) {
    let start = round.start(in: self)
    guard !start.isEmpty else { return }
    let ends = builder.append(
      .fold(initial: start, rounds: count, body: round.body),
      start.map { builder.program[$0].type }, at: span)
    finish(round, ends, initial)
  }

  /// What is left after the first round: adjoints of the initial values, and of what is outside.
  private func finish(_ round: Round, _ ends: ValueList, _ initial: ValueList) {
    for (carried, end) in zip(round.carried, ends.dropFirst(round.variables.count)) {
      adjoints.set(carried.id, to: end)
    }
    for (variable, end) in zip(round.variables, ends) { add(end, to: initial[variable]) }
  }

  /// Adds to the adjoints of those values that have a term.
  func add(_ terms: [ValueID?], to values: [ValueID?]) {
    for (term, value) in zip(terms, values) {
      if let term, let value { add(term, to: value) }
    }
  }

  /// Adds rows to the adjoints of what they consist of.
  private func addRows(of terms: [ValueID?], at index: ValueID, to values: [ValueID?]) {
    for (term, value) in zip(terms, values) {
      if let term, let value, relevance(value) { add(row(term, at: index), to: value) }
    }
  }

  /// A row of what a scan or tabulation gives; a real is that of all rows.
  private func row(_ value: ValueID, at index: ValueID) -> ValueID {
    row(value, at: index, in: &builder)
  }

  private func row(_ value: ValueID, at index: ValueID, in builder: inout Builder) -> ValueID {
    switch builder.program[value].type {
    case .real: value
    case .vec: builder.apply("ref", [value, index], at: span)
    case .mat: builder.apply("row", [value, index], at: span)
    case .tape: preconditionFailure("neuralc bug: the row of a tape, please report it")
    }
  }
}
