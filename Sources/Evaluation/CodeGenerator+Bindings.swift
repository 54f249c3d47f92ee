import Diagnostics
import IR
import Primitives
import Types

extension CodeGenerator {
  /// Generates a binding whose results are the function's, if it can end the function itself.
  mutating func generateTail(_ binding: Binding) -> Bool {
    switch binding.operation {
    case .call(let callee, let arguments):
      emit(.tailCall, Int32(code.calls.count))
      appendCall(callee, arguments, results: [], at: span(binding))
    case .conditional(let condition, let then, let otherwise):
      let elseLabel = Label()
      emitJump(.jumpIfFalse, slot(condition).index, to: elseLabel)
      generate(then, exit: .giveBack, round: nil)
      place(elseLabel)
      generate(otherwise, exit: .giveBack, round: nil)
    case .loop(let initial, let body):
      generateLoop(initial, body, exit: .giveBack, at: span(binding))
    default: return false
    }
    return true
  }

  func span(_ binding: Binding) -> Span {
    binding.results.first.map { program[$0].span } ?? .none
  }

  mutating func generate(_ binding: Binding) {
    let results = binding.results.map { allocate($0) }
    switch binding.operation {
    case .constant(let value): generateConstant(value, results[0], binding)
    case .undefined: generateConstant(.nan, results[0], binding)
    case .primitive(let id, let operands, let attributes):
      generateApplication(
        id, operands.map { slot($0) }, attributes, results[0], at: span(binding))
    case .call(let callee, let arguments):
      emit(.call, Int32(code.calls.count))
      appendCall(callee, arguments, results: results, at: span(binding))
    case .conditional(let condition, let then, let otherwise):
      generateConditional(condition, then, otherwise, results)
    case .loop(let initial, let body):
      let end = Label()
      generateLoop(initial, body, exit: .assign(results, then: end), at: span(binding))
      place(end)
    case .scan(let initial, let rounds, let body):
      generateScan(binding, initial, rounds, body, results)
    case .tabulate(let count, let body):
      generateTabulate(binding, count, body, results)
    case .fold(let initial, let rounds, let body): generateFold(initial, rounds, body, results)
    case .pack(let values): generatePack(values, results[0])
    case .unpack(let tape): generateUnpack(tape, results)
    case .recordedLoop(let initial, let body, let recorded):
      let end = Label()
      generateLoop(
        initial, body, exit: .assign(results.dropLast(), then: end), at: span(binding),
        recording: (recorded, on: results[results.count - 1]))
      place(end)
    case .reverseLoop(let tape, let initial, _, let body):
      generateReverseLoop(tape, initial, body, results)
    }
  }

  mutating func generateConstant(_ value: Double, _ result: Slot, _ binding: Binding) {
    let position = Int32(code.constants.count)
    code.constants.append(value)
    guard !result.isReal else { return emit(.constant, result.index, position) }
    emit(.fill, result.index, Int32(code.types.count), position)
    code.types.append(program[binding.results[0]].type)
  }

  mutating func startRows(_ results: [Slot], of binding: Binding) {
    for (result, id) in zip(results, binding.results) {
      emit(.startRows, result.index, Int32(code.types.count))
      code.types.append(program[id].type)
    }
  }

  mutating func appendCall(
    _ callee: FunctionID, _ arguments: ValueList, results: [Slot], at span: Span
  ) {
    code.calls.append(
      Code.Call(
        callee: callee, arguments: arguments.map { slot($0) }, results: results, span: span,
        isRound: rounds.areMutual(function, callee)))
  }

  mutating func generateConditional(
    _ condition: ValueID, _ then: RegionID, _ otherwise: RegionID, _ results: [Slot]
  ) {
    let elseLabel = Label()
    let end = Label()
    emitJump(.jumpIfFalse, slot(condition).index, to: elseLabel)
    generate(then, exit: .assign(results, then: end), round: nil)
    place(elseLabel)
    generate(otherwise, exit: .assign(results, then: nil), round: nil)
    place(end)
  }

  /// `recording`: which parameters go on which tape at the start of every round.
  mutating func generateLoop(
    _ initial: ValueList, _ body: RegionID, exit: Exit, at span: Span,
    recording: ([Int], on: Slot)? = nil
  ) {
    let names = program[body].parameters.compactMap { program[$0].name }
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    code.loops.append(
      Code.Loop(name: names.isEmpty ? "a loop" : "the loop over \(list)", span: span))
    let kind = Round.Kind.loop(Int32(code.loops.count - 1))
    generateRounds(initial, body, kind: kind, rounds: nil, exit: exit, recording: recording)
  }

  mutating func generateScan(
    _ binding: Binding, _ initial: ValueList, _ rounds: Int, _ body: RegionID, _ results: [Slot]
  ) {
    startRows(results, of: binding)
    let exit = Exit.assign([], then: nil)  // A scan never yields.
    generateRounds(initial, body, kind: .scan(results), rounds: rounds, exit: exit)
  }

  /// A loop or scan: parameters and counter, the body, and back.
  mutating func generateRounds(
    _ initial: ValueList, _ body: RegionID, kind: Round.Kind, rounds: Int?, exit: Exit,
    recording: ([Int], on: Slot)? = nil
  ) {
    let (real, tensor) = (nextReal, nextTensor)
    let parameters = program[body].parameters.map { allocate($0) }
    for (value, parameter) in zip(initial, parameters) { move(slot(value), to: parameter) }
    let round = Round(parameters: parameters, top: Label(), counter: allocate(.real), kind: kind)
    emit(.startCount, round.counter.index)
    if let recording { emit(.startTape, recording.on.index) }
    place(round.top)
    if let recording { generateRecord(recording.0.map { parameters[$0] }, on: recording.on) }
    let end = Label()
    if let rounds { emitJump(.jumpIfCounted, round.counter.index, Int32(rounds), to: end) }
    generate(body, exit: exit, round: round)
    place(end)
    (nextReal, nextTensor) = (real, tensor)
  }

  mutating func generateTabulate(
    _ binding: Binding, _ count: Int, _ body: RegionID, _ results: [Slot]
  ) {
    startRows(results, of: binding)
    let (real, tensor) = (nextReal, nextTensor)
    let counter = allocate(program[body].parameters[0])
    let top = Label()
    let end = Label()
    emit(.startCount, counter.index)
    place(top)
    emitJump(.jumpIfCounted, counter.index, Int32(count), to: end)
    generate(body, exit: .add(results), round: nil)
    emit(.count, counter.index)
    emitJump(.jump, to: top)
    place(end)
    (nextReal, nextTensor) = (real, tensor)
  }
}
