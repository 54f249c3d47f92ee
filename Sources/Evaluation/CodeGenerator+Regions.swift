import IR

extension CodeGenerator {
  mutating func generate(_ id: RegionID, exit: Exit, round: Round?) {
    let (real, tensor) = (nextReal, nextTensor)
    let region = program[id]
    for (position, binding) in region.bindings.enumerated() {
      if position == region.bindings.count - 1, case .giveBack = exit,
        case .yield(let values) = region.terminator, values == binding.results,
        generateTail(binding)
      {
        (nextReal, nextTensor) = (real, tensor)
        return
      }
      generate(binding)
    }
    generate(region.terminator, exit: exit, round: round)
    (nextReal, nextTensor) = (real, tensor)
  }

  mutating func generate(_ terminator: Terminator, exit: Exit, round: Round?) {
    switch terminator {
    case .yield(let values): leave(values.map { slot($0) }, exit)
    case .recur(let values):
      guard let round else {
        preconditionFailure("neuralc bug: recur outside a loop, please report it")
      }
      recur(values.map { slot($0) }, round)
    case .branch(let condition, let then, let otherwise):
      let elseLabel = Label()
      emitJump(.jumpIfFalse, slot(condition).index, to: elseLabel)
      generate(then, exit: exit, round: round)
      place(elseLabel)
      generate(otherwise, exit: exit, round: round)
    }
  }

  mutating func leave(_ values: [Slot], _ exit: Exit) {
    switch exit {
    case .assign(let targets, let label):
      for (value, target) in zip(values, targets) { move(value, to: target) }
      if let label { emitJump(.jump, to: label) }
    case .giveBack:
      emit(.giveBack, Int32(code.slots.count), Int32(values.count))
      code.slots += values
    case .add(let targets):
      for (value, target) in zip(values, targets) { addRow(value, to: target) }
    }
  }

  mutating func addRow(_ row: Slot, to target: Slot) {
    emit(row.isReal ? .addReal : .addRow, target.index, row.index)
  }

  mutating func recur(_ values: [Slot], _ round: Round) {
    switch round.kind {
    case .loop(let loop): emit(.nextRound, round.counter.index, loop)
    case .scan(let results):
      for (value, result) in zip(values, results) { addRow(value, to: result) }
      emit(.count, round.counter.index)
    case .fold: emit(.count, round.counter.index)
    case .reverse: break
    }
    moveTogether(values, to: round.parameters)
    emitJump(.jump, to: round.top)
  }
}
