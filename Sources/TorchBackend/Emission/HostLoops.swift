import Analysis
import IR
import PythonSyntax

/// Loops whose rounds Python decides.
extension FunctionEmitter {
  func emitLoop(_ initial: ValueList, _ body: RegionID, _ results: ValueList) {
    switch context.time.kind(ofLoop: body) {
    case .masked: emitMaskedLoop(initial, body, results)
    case .host:
      if let counted = context.counted(initial, body), canRepeatPrefix(of: body, counted.exit) {
        emitCountedLoop(counted, initial, body, results)
      } else {
        emitHostLoop(initial, body, results)
      }
    }
  }

  /// Whether the exit, written behind the loop, needs nothing of a round that would have to be
  /// written twice at length.
  private func canRepeatPrefix(of body: RegionID, _ exit: RegionID) -> Bool {
    let locals = Set(program[body].bindings.flatMap(\.results))
    guard program.freeValues(of: exit).contains(where: locals.contains) else { return true }
    return program[body].bindings.count <= 8
      && program[body].bindings.allSatisfy(\.operation.regions.isEmpty)
  }

  /// `for i in range(…)`
  private func emitCountedLoop(
    _ counted: CountedLoop, _ initial: ValueList, _ body: RegionID, _ results: ValueList
  ) {
    let variables = startLoop(initial, body, skipping: counted.position)
    let parameter = program[body].parameters[counted.position]
    if let length = counted.length, environment[length] == nil {
      // The length is taken inside, of a shape that no round changes.
      for binding in program[body].bindings where binding.results == [length] { emit(binding) }
    }
    let length = counted.length.map { bind($0) }
    if counted.rounds != 0 {
      var name = "_"
      let idle = counted.bookkeeping.filter { context.uses[$0] == 1 }
      skipped.formUnion(idle)
      // What the next round is handed of them goes nowhere.
      for value in idle { environment[value] = .constant(0) }
      let isRead = context.uses[parameter] > idle.count
      if isRead { name = names.unique(for: program[parameter].name ?? "i") }
      environment[parameter] = Operand(
        expression: .name(name),
        form: .host(HostNumber(range: counted.range, limit: length?.expression)))
      let statements = captured {
        self.emitBindings(of: body)
        let values = self.evaluate(counted.recur)
        self.block += self.update(variables, with: values)
      }
      emitCompound(
        .forLoop(
          .name(name), in: counted.rounds.map(counted.iterable) ?? .call("range", limit(length)),
          statements, otherwise: []),
        outputs: variables.compactMap(\.?.name))
    }
    environment[parameter] = counted.rounds.map { .constant(counted.last(after: $0)) } ?? length
    let locals = Set(program[body].bindings.flatMap(\.results))
    if program.freeValues(of: counted.exit).contains(where: locals.contains) {
      emitBindings(of: body)
    }
    for (result, value) in zip(results, evaluate(counted.exit)) { place(result, value) }
  }

  /// The number of rounds as Python reads it.
  private func limit(_ length: Operand?) -> PythonExpression { length?.expression ?? .int(0) }

  /// Any other loop: rounds until a `break`.
  private func emitHostLoop(_ initial: ValueList, _ body: RegionID, _ results: ValueList) {
    let variables = startLoop(initial, body)
    let used = results.filter { context.uses[$0] > 0 }
    let targets = used.map { names.unique(for: program[$0].name ?? Self.temporary) }
    let positions = results.indices.filter { context.uses[results[$0]] > 0 }
    let statements = captured {
      self.emitTail(body, variables) { values in
        guard !targets.isEmpty else { return }
        let finals = zip(positions, used).map { position, result in
          self.joined(values[position], isHost: self.context.time.isHost(result)).expression
        }
        self.block += self.assignment(targets, finals)
      }
    }
    emitCompound(
      .forLoop(
        .name("_"), in: .call("range", .name(context.iterationLimitName)), statements,
        otherwise: iterationError(results)), outputs: targets)
    for (result, target) in zip(used, targets) {
      let isHost = context.time.isHost(result)
      environment[result] = Operand(
        expression: .name(target), form: isHost ? .host(HostNumber()) : .tensor,
        rank: program[result].type.rank, level: isHost ? 0 : axes.count)
    }
  }

  /// The end of a round: `break` after `finish`, or new values for the variables.
  private func emitTail(
    _ region: RegionID, _ variables: [LoopVariable?], _ finish: ([Operand]) -> Void
  ) {
    emitBindings(of: region)
    switch program[region].terminator {
    case .yield(let values):
      finish(values.map(operand))
      block.append(.breaks)
    case .recur(let values): block += update(variables, with: values.map(operand))
    case .branch(let condition, let then, let otherwise):
      let test = operand(condition)
      if let constant = test.constant {
        return emitTail(constant != 0 ? then : otherwise, variables, finish)
      }
      guard !test.isTensor else {
        let values = choose(condition, then, otherwise)
        if program.leaves(of: then)[0].isRecur {
          block += update(variables, with: values)
        } else {
          finish(values)
          block.append(.breaks)
        }
        return
      }
      let first = captured { self.emitTail(then, variables, finish) }
      let second = captured { self.emitTail(otherwise, variables, finish) }
      emitFork(HostSyntax.truth(test), first, second)
    }
  }

  /// `if test: …` and the rest, without `else` where one side leaves the loop.
  private func emitFork(
    _ test: Operand, _ first: [PythonStatement], _ second: [PythonStatement]
  ) {
    if case .breaks = first.last {
      block.append(.branch(test.expression, first, otherwise: []))
      block += second
    } else if case .breaks = second.last {
      block.append(.branch(HostSyntax.not(test).expression, second, otherwise: []))
      block += first
    } else {
      block.append(.branch(test.expression, first, otherwise: second))
    }
  }

  /// What happens when a loop does not end.
  func iterationError(_ results: ValueList) -> [PythonStatement] {
    let span = results.first.map { program[$0].span } ?? .none
    let limit = "within \(program.maximumIterations) rounds"
    let error = PythonStatement.raise(
      .call("RuntimeError", .string("\(context.place(span)): the loop did not end \(limit)")))
    guard let active else { return [error] }
    // A loop in a branch that nobody takes may go on for ever.
    return [.branch(some(active), [error], otherwise: [])]
  }
}

extension Program {
  /// The values that a region uses and does not define.
  func freeValues(of root: RegionID) -> Set<ValueID> {
    var used: Set<ValueID> = []
    var defined: Set<ValueID> = []
    forEachRegion(from: root) { region in
      defined.formUnion(self[region].parameters)
      for binding in self[region].bindings {
        used.formUnion(binding.operation.operands)
        defined.formUnion(binding.results)
      }
      used.formUnion(self[region].terminator.operands)
    }
    return used.subtracting(defined)
  }
}
