import Diagnostics
import IR
import Types

extension CodeGenerator {
  mutating func generatePack(_ values: ValueList, _ result: Slot) {
    emit(.startTape, result.index)
    generateRecord(values.map { slot($0) }, on: result)
  }

  mutating func generateRecord(_ slots: [Slot], on tape: Slot) {
    emit(.record, tape.index, Int32(code.slots.count), Int32(slots.count))
    code.slots += slots
  }

  mutating func generateUnpack(_ tape: ValueID, _ results: [Slot]) {
    let real = nextReal
    let row = allocate(.real)
    emit(.startCount, row.index)
    generateReadRow(row, of: slot(tape), to: results)
    nextReal = real
  }

  mutating func generateReadRow(_ row: Slot, of tape: Slot, to slots: [Slot]) {
    emit(.readRow, tape.index, row.index, Int32(code.slots.count), Int32(slots.count))
    code.slots += slots
  }

  /// The parameters of a round are the number of the round, and what the one before has left.
  mutating func generateFold(
    _ initial: ValueList, _ rounds: Int, _ body: RegionID, _ results: [Slot]
  ) {
    let (real, tensor) = (nextReal, nextTensor)
    let parameters = program[body].parameters.map { allocate($0) }
    for (value, parameter) in zip(initial, parameters.dropFirst()) {
      move(slot(value), to: parameter)
    }
    let round = Round(
      parameters: Array(parameters.dropFirst()), top: Label(), counter: parameters[0], kind: .fold)
    let end = Label()
    emit(.startCount, round.counter.index)
    place(round.top)
    emitJump(.jumpIfCounted, round.counter.index, Int32(rounds), to: end)
    generate(body, exit: .assign([], then: nil), round: round)  // A fold never yields.
    place(end)
    for (parameter, result) in zip(round.parameters, results) { move(parameter, to: result) }
    (nextReal, nextTensor) = (real, tensor)
  }

  /// As the reference evaluator keeps all states, it has no use for the replay.
  mutating func generateReverseLoop(
    _ tape: ValueID, _ initial: ValueList, _ body: RegionID, _ results: [Slot]
  ) {
    let (real, tensor) = (nextReal, nextTensor)
    let parameters = program[body].parameters.map { allocate($0) }
    let state = Array(parameters.dropLast(initial.count))
    let carried = Array(parameters.suffix(initial.count))
    for (value, parameter) in zip(initial, carried) { move(slot(value), to: parameter) }
    let round = Round(parameters: carried, top: Label(), counter: allocate(.real), kind: .reverse)
    let end = Label()
    emit(.countRows, round.counter.index, slot(tape).index)
    place(round.top)
    emitJump(.previousRow, round.counter.index, to: end)
    generateReadRow(round.counter, of: slot(tape), to: state)
    generate(body, exit: .assign([], then: nil), round: round)  // A reverse loop never yields.
    place(end)
    for (parameter, result) in zip(carried, results) { move(parameter, to: result) }
    (nextReal, nextTensor) = (real, tensor)
  }
}
