import IR
import PythonSyntax

/// Loops that the elements of a batch leave at different times.
///
/// Every round runs for the whole batch. Elements that have left keep the values of the loop's
/// variables, out of place; a mask says which are still active.
extension FunctionEmitter {
  func emitMaskedLoop(_ initial: ValueList, _ body: RegionID, _ results: ValueList) {
    let outer = active
    let variables = startLoop(initial, body)
    var mask = active ?? trueMask()
    mask.expression = aligned(mask, rank: 0, level: axes.count)
    mask.level = axes.count
    active = assign(mask, "active")
    let spine = LoopSpine(of: program, body: body)
    if let exit = spine.exit {
      emitLoop(body, spine, results, leavingBy: exit, variables)
      active = outer
      for (result, value) in zip(results, evaluate(exit)) { place(result, value) }
    } else {
      emitLoop(body, spine, results, variables)
      active = outer
    }
  }

  // MARK: One exit

  /// A loop with one exit: the values that the exit reads are kept as they are when an element
  /// leaves, and the exit is written behind the loop.
  private func emitLoop(
    _ body: RegionID, _ spine: LoopSpine, _ results: ValueList, leavingBy exit: RegionID,
    _ variables: [LoopVariable?]
  ) {
    let kept = keptValues(body, spine, exit)
    let targets = kept.map { value in
      names.unique(for: (program[value].name ?? Self.temporary) + "_last")
    }
    for (value, target) in zip(kept, targets) {
      block.append(.assign(target, undefined(program[value].type).expression))
    }
    let keeping = Dictionary(uniqueKeysWithValues: zip(kept, targets))
    let statements = captured { self.emitSpine(body, spine, exit, variables, keeping) }
    emitCompound(rounds(statements, results), outputs: targets + variables.compactMap(\.?.name))
    for (value, target) in zip(kept, targets) {
      environment[value] = Operand(
        expression: .name(target), form: .tensor, rank: program[value].type.rank,
        level: axes.count)
    }
  }

  /// What the exit reads that changes after an element has left: values of a round, and variables
  /// that are Python numbers.
  private func keptValues(_ body: RegionID, _ spine: LoopSpine, _ exit: RegionID) -> ValueList {
    let free = program.freeValues(of: exit)
    let locals = spine.regions.flatMap { program[$0].bindings.flatMap(\.results) }
    let numbers = program[body].parameters.filter(context.time.isHost)
    return (numbers + locals).filter { free.contains($0) && context.constants[$0] == nil }
  }

  /// A region of the spine: its bindings, who leaves, and how the others go on.
  private func emitSpine(
    _ region: RegionID, _ spine: LoopSpine, _ exit: RegionID, _ variables: [LoopVariable?],
    _ keeping: [ValueID: String]
  ) {
    guard let active else { return }
    let guarded = context.sensitivity.guardedByBindings(of: region)
    let sensitive = guarded.filter { self.environment[$0]?.form == .tensor }
    withGuards(ValueList(sensitive.sorted { $0.index < $1.index }), active, isTaken: true) {
      self.emitBindings(of: region)
      self.keep(region, keeping)
    }
    guard case .branch(let condition, let then, let otherwise) = program[region].terminator else {
      preconditionFailure("neuralc bug: a loop is not decided by a branch, please report it")
    }
    let leavesByThen = spine[then] == .exit
    let next = leavesByThen ? otherwise : then
    emitLeaving(operand(condition), leavesByThen: leavesByThen)
    if spine[next] == .mixed { return emitSpine(next, spine, exit, variables, keeping) }
    let update = withGuards(guardedValues(in: next), active, isTaken: true) {
      let values = self.evaluate(next)
      return self.maskedUpdate(variables, with: values)
    }
    block += update
  }

  /// Keeps values for the elements that are active.
  private func keep(_ region: RegionID, _ keeping: [ValueID: String]) {
    guard let active else { return }
    let parameters = program[region].parameters
    for value in parameters + program[region].bindings.flatMap(\.results) {
      guard let target = keeping[value] else { continue }
      let old = Operand(
        expression: .name(target), form: .tensor, rank: program[value].type.rank,
        level: axes.count)
      let kept = select(active, real(bind(value)), old)
      block.append(.assign(target, kept.expression))
    }
  }

  /// Takes those who leave off the mask, and ends the loop when nobody is left.
  private func emitLeaving(_ test: Operand, leavesByThen: Bool) {
    guard let active, case .name(let name) = active.expression else { return }
    guard test.isTensor else {
      let truth = leavesByThen ? HostSyntax.truth(test) : HostSyntax.not(test)
      block.append(.branch(truth.expression, [.breaks], otherwise: []))
      return
    }
    let stays = leavesByThen ? not(mask(test)) : mask(test)
    block.append(.assign(name, logic(active, .bitAnd, stays).expression))
    block.append(.branch(.prefix(.not, some(active)), [.breaks], otherwise: []))
  }

  /// New values of the variables for the elements that are active.
  private func maskedUpdate(_ variables: [LoopVariable?], with values: [Operand])
    -> [PythonStatement]
  {
    guard let active else { return [] }
    let merged = zip(variables, values).map { variable, value -> Operand in
      guard let variable, !variable.isHost else { return value }
      return select(active, tensor(value), self.operand(of: variable))
    }
    return update(variables, with: merged)
  }

  private func operand(of variable: LoopVariable) -> Operand {
    Operand(
      expression: .name(variable.name), form: .tensor, rank: variable.rank, level: axes.count)
  }

  /// `for _ in range(MAX_ITERATIONS): …`
  private func rounds(_ statements: [PythonStatement], _ results: ValueList) -> PythonStatement {
    // Who is left is active: the error is not for those who are not.
    let outer = active
    active = nil
    defer { active = outer }
    return .forLoop(
      .name("_"), in: .call("range", .name(context.iterationLimitName)), statements,
      otherwise: iterationError(results))
  }

  // MARK: Several exits

  /// A loop with several exits: each is run, every round, for the elements that leave by it.
  private func emitLoop(
    _ body: RegionID, _ spine: LoopSpine, _ results: ValueList, _ variables: [LoopVariable?]
  ) {
    guard let active, case .name(let name) = active.expression else { return }
    let used = results.indices.filter { context.uses[results[$0]] > 0 }
    let targets = used.map { names.unique(for: program[results[$0]].name ?? Self.temporary) }
    for (position, target) in zip(used, targets) {
      block.append(.assign(target, undefined(program[results[position]].type).expression))
    }
    let ends = LoopEnds(
      targets: targets, positions: used, variables: variables,
      next: variables.map { $0.map { names.unique($0.name + "_next") } },
      staying: names.unique("staying"))
    let statements = captured {
      for (variable, next) in zip(variables, ends.next) {
        guard let variable, let next else { continue }
        self.block.append(.assign(next, .name(variable.name)))
      }
      self.block.append(.assign(ends.staying, logicNever(active).expression))
      self.emitEnds(body, spine, ends, guarding: active)
      self.block.append(.assign(name, .name(ends.staying)))
      self.block.append(.branch(.prefix(.not, self.some(active)), [.breaks], otherwise: []))
      let pairs = zip(variables, ends.next).compactMap { variable, next in
        variable.flatMap { variable in next.map { (variable.name, $0) } }
      }
      if !pairs.isEmpty {
        self.block += self.assignment(pairs.map(\.0), pairs.map { .name($0.1) })
      }
    }
    emitCompound(rounds(statements, results), outputs: targets)
    for (position, target) in zip(used, targets) {
      environment[results[position]] = Operand(
        expression: .name(target), form: .tensor, rank: program[results[position]].type.rank,
        level: axes.count)
    }
  }

  /// A mask like the given one that is false everywhere.
  private func logicNever(_ mask: Operand) -> Operand {
    var never = mask
    never.expression = .call("torch.zeros_like", mask.expression)
    return never
  }

  /// The bindings of a region and whatever end it comes to, for the elements that are active.
  private func emitEnds(
    _ region: RegionID, _ spine: LoopSpine, _ ends: LoopEnds, guarding mask: Operand
  ) {
    let outer = active
    defer { active = outer }
    active = mask
    switch spine[region] {
    case .exit:
      let values = withGuards(guardedValues(in: region), mask, isTaken: true) {
        self.evaluateIfNeeded(region)
      }
      for (target, position) in zip(ends.targets, ends.positions) {
        let old = Operand(
          expression: .name(target), form: .tensor, rank: values[position].rank,
          level: axes.count)
        block.append(.assign(target, select(mask, tensor(values[position]), old).expression))
      }
    case .recur:
      let values = withGuards(guardedValues(in: region), mask, isTaken: true) {
        self.evaluateIfNeeded(region)
      }
      emitNext(values, ends, mask)
    case .mixed:
      let sensitive = context.sensitivity.guardedByBindings(of: region).filter {
        self.environment[$0]?.form == .tensor
      }
      withGuards(ValueList(sensitive.sorted { $0.index < $1.index }), mask, isTaken: true) {
        self.emitBindings(of: region)
      }
      emitFork(region, spine, ends, mask)
    }
  }

  /// A region that depends on data is run only where some element is active.
  private func evaluateIfNeeded(_ region: RegionID) -> [Operand] {
    guard context.effects[region].needsBranch, let active else { return evaluate(region) }
    return evaluateWhereNeeded(region, active) { self.evaluate(region) }
  }

  /// New values of the variables for those who stay.
  private func emitNext(_ values: [Operand], _ ends: LoopEnds, _ mask: Operand) {
    for ((variable, next), value) in zip(zip(ends.variables, ends.next), values) {
      guard let variable, let next else { continue }
      if variable.isHost {
        block.append(.assign(next, joined(value, isHost: true).expression))
        continue
      }
      var old = operand(of: variable)
      old.expression = .name(next)
      block.append(.assign(next, select(mask, tensor(value), old).expression))
    }
    let staying = Operand(expression: .name(ends.staying), form: .mask, level: axes.count)
    block.append(.assign(ends.staying, logic(staying, .bitOr, mask).expression))
  }

  private func emitFork(
    _ region: RegionID, _ spine: LoopSpine, _ ends: LoopEnds, _ mask: Operand
  ) {
    guard case .branch(let condition, let then, let otherwise) = program[region].terminator else {
      return
    }
    let test = operand(condition)
    if test.isTensor {
      let truth = atom(self.mask(test), "condition")
      for (side, mine) in [(then, truth), (otherwise, not(truth))] {
        emitEnds(side, spine, ends, guarding: atom(logic(mask, .bitAnd, mine), "active"))
      }
      return
    }
    let first = captured { self.emitEnds(then, spine, ends, guarding: mask) }
    let second = captured { self.emitEnds(otherwise, spine, ends, guarding: mask) }
    emitCompound(
      .branch(HostSyntax.truth(test).expression, first, otherwise: second),
      outputs: ends.targets + ends.next.compactMap(\.self) + [ends.staying])
  }
}

/// The variables that the ends of a round set.
private struct LoopEnds {
  /// Results, and which results of the loop they are.
  let targets: [String]
  let positions: [Int]
  let variables: [LoopVariable?]
  /// Values of the variables in the next round.
  let next: [String?]
  /// The mask of the elements that go round again.
  let staying: String
}
