import Diagnostics
import IR
import Primitives
import Types

/// Lays out frames and flattens regions to instructions.
struct CodeGenerator {
  let program: Program
  private(set) var code = Code()
  /// The slot of each value.
  private var slots: [Slot]
  private var nextReal: Int32 = 0
  private var nextTensor: Int32 = 0
  /// Which functions call each other in tail position.
  private let rounds: TailCallGraph
  private var function = FunctionID(0)
  /// Positions of the functions of the table's rows in `Code`.
  private var unaryPositions: [PrimitiveID: Int32] = [:]
  private var binaryPositions: [PrimitiveID: Int32] = [:]
  private var variadicPositions: [PrimitiveID: Int32] = [:]

  /// A place that jumps go to before it is known.
  private final class Label {
    var target: Int32?
    var jumps: [Int] = []
  }

  /// What a `yield` does.
  private enum Exit {
    /// Copies the values, and goes on somewhere else or with what follows.
    case assign([Slot], then: Label?)
    /// Ends the function.
    case giveBack
    /// Adds rows, and goes on with what follows.
    case add([Slot])
  }

  /// What a `recur` does.
  private struct Round {
    let parameters: [Slot]
    let top: Label
    let counter: Slot
    /// The loop in `Code.loops`, or the results of a scan.
    let kind: Kind
    enum Kind {
      case loop(Int32)
      case scan([Slot])
    }
  }

  static func generate(_ program: Program) -> Code {
    var generator = CodeGenerator(program)
    for index in program.functions.indices { generator.generate(FunctionID(index)) }
    return generator.code
  }

  private init(_ program: Program) {
    self.program = program
    slots = Array(repeating: .real(0), count: program.values.count)
    rounds = TailCallGraph(program)
  }

  private mutating func generate(_ id: FunctionID) {
    function = id
    nextReal = 0
    nextTensor = 0
    var layout = Code.Function()
    layout.name = program[id].name
    layout.span = program[id].span
    layout.start = Int32(code.instructions.count)
    code.functions.append(layout)
    let parameters = program.parameters(of: id).map { allocate($0) }
    code.functions[code.functions.count - 1].parameters = parameters
    generate(program[id].body, exit: .giveBack, round: nil)
  }

  // MARK: Frames

  private mutating func allocate(_ id: ValueID) -> Slot {
    let slot = allocate(program[id].type)
    slots[Int(id.index)] = slot
    return slot
  }

  private mutating func allocate(_ type: Type) -> Slot {
    let last = code.functions.count - 1
    if type == .real {
      defer { nextReal += 1 }
      code.functions[last].realCount = max(code.functions[last].realCount, nextReal + 1)
      return .real(nextReal)
    }
    defer { nextTensor += 1 }
    code.functions[last].tensorCount = max(code.functions[last].tensorCount, nextTensor + 1)
    return .tensor(nextTensor)
  }

  private func slot(_ id: ValueID) -> Slot { slots[Int(id.index)] }

  // MARK: Instructions

  private mutating func emit(
    _ operation: Instruction.Operation, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0,
    _ d: Int32 = 0
  ) {
    code.instructions.append(Instruction(operation: operation, a: a, b: b, c: c, d: d))
  }

  private mutating func place(_ label: Label) {
    label.target = Int32(code.instructions.count)
    for jump in label.jumps { setTarget(of: jump, Int32(code.instructions.count)) }
  }

  private mutating func emitJump(
    _ operation: Instruction.Operation, _ a: Int32 = 0, _ b: Int32 = 0, to label: Label
  ) {
    emit(operation, a, b)
    let jump = code.instructions.count - 1
    if let target = label.target { setTarget(of: jump, target) } else { label.jumps.append(jump) }
  }

  private mutating func setTarget(of jump: Int, _ target: Int32) {
    switch code.instructions[jump].operation {
    case .jump: code.instructions[jump].a = target
    case .jumpIfFalse: code.instructions[jump].b = target
    default: code.instructions[jump].c = target
    }
  }

  private mutating func move(_ source: Slot, to target: Slot) {
    if source == target { return }
    emit(source.isReal ? .moveReal : .moveTensor, target.index, source.index)
  }

  /// Moves at the same time: a target may be the source of a later move.
  private mutating func moveTogether(_ sources: [Slot], to targets: [Slot]) {
    var overwritten: Set<Slot> = []
    var isOrdered = true
    for (source, target) in zip(sources, targets) where source != target {
      if overwritten.contains(source) { isOrdered = false }
      overwritten.insert(target)
    }
    guard !isOrdered else {
      for (source, target) in zip(sources, targets) { move(source, to: target) }
      return
    }
    let (real, tensor) = (nextReal, nextTensor)
    let copies = sources.map { source in
      let copy = allocate(source.isReal ? .real : .vec(.known(0)))
      move(source, to: copy)
      return copy
    }
    for (copy, target) in zip(copies, targets) { move(copy, to: target) }
    (nextReal, nextTensor) = (real, tensor)
  }

  // MARK: Regions

  private mutating func generate(_ id: RegionID, exit: Exit, round: Round?) {
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

  private mutating func generate(_ terminator: Terminator, exit: Exit, round: Round?) {
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

  private mutating func leave(_ values: [Slot], _ exit: Exit) {
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

  private mutating func addRow(_ row: Slot, to target: Slot) {
    emit(row.isReal ? .addReal : .addRow, target.index, row.index)
  }

  private mutating func recur(_ values: [Slot], _ round: Round) {
    switch round.kind {
    case .loop(let loop): emit(.nextRound, round.counter.index, loop)
    case .scan(let results):
      for (value, result) in zip(values, results) { addRow(value, to: result) }
      emit(.count, round.counter.index)
    }
    moveTogether(values, to: round.parameters)
    emitJump(.jump, to: round.top)
  }

  // MARK: Bindings

  /// Generates a binding whose results are the function's, if it can end the function itself.
  private mutating func generateTail(_ binding: Binding) -> Bool {
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

  private func span(_ binding: Binding) -> Span {
    binding.results.first.map { program[$0].span } ?? .none
  }

  private mutating func generate(_ binding: Binding) {
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
    }
  }

  private mutating func generateConstant(_ value: Double, _ result: Slot, _ binding: Binding) {
    let position = Int32(code.constants.count)
    code.constants.append(value)
    guard !result.isReal else { return emit(.constant, result.index, position) }
    emit(.fill, result.index, Int32(code.types.count), position)
    code.types.append(program[binding.results[0]].type)
  }

  private mutating func startRows(_ results: [Slot], of binding: Binding) {
    for (result, id) in zip(results, binding.results) {
      emit(.startRows, result.index, Int32(code.types.count))
      code.types.append(program[id].type)
    }
  }

  private mutating func appendCall(
    _ callee: FunctionID, _ arguments: [ValueID], results: [Slot], at span: Span
  ) {
    code.calls.append(
      Code.Call(
        callee: callee, arguments: arguments.map { slot($0) }, results: results, span: span,
        isRound: rounds.areMutual(function, callee)))
  }

  private mutating func generateConditional(
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

  private mutating func generateLoop(
    _ initial: [ValueID], _ body: RegionID, exit: Exit, at span: Span
  ) {
    let names = program[body].parameters.compactMap { program[$0].name }
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    code.loops.append(
      Code.Loop(name: names.isEmpty ? "a loop" : "the loop over \(list)", span: span))
    let kind = Round.Kind.loop(Int32(code.loops.count - 1))
    generateRounds(initial, body, kind: kind, rounds: nil, exit: exit)
  }

  private mutating func generateScan(
    _ binding: Binding, _ initial: [ValueID], _ rounds: Int, _ body: RegionID, _ results: [Slot]
  ) {
    startRows(results, of: binding)
    let exit = Exit.assign([], then: nil)  // A scan never yields.
    generateRounds(initial, body, kind: .scan(results), rounds: rounds, exit: exit)
  }

  /// A loop or scan: parameters and counter, the body, and back.
  private mutating func generateRounds(
    _ initial: [ValueID], _ body: RegionID, kind: Round.Kind, rounds: Int?, exit: Exit
  ) {
    let (real, tensor) = (nextReal, nextTensor)
    let parameters = program[body].parameters.map { allocate($0) }
    for (value, parameter) in zip(initial, parameters) { move(slot(value), to: parameter) }
    let round = Round(parameters: parameters, top: Label(), counter: allocate(.real), kind: kind)
    emit(.startCount, round.counter.index)
    place(round.top)
    let end = Label()
    if let rounds { emitJump(.jumpIfCounted, round.counter.index, Int32(rounds), to: end) }
    generate(body, exit: exit, round: round)
    place(end)
    (nextReal, nextTensor) = (real, tensor)
  }

  private mutating func generateTabulate(
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

  // MARK: Primitives

  private mutating func generateApplication(
    _ id: PrimitiveID, _ operands: [Slot], _ attributes: [Int], _ result: Slot, at span: Span
  ) {
    let evaluation = id.primitive.evaluation
    guard result.isReal, operands.allSatisfy(\.isReal) else {
      return apply(evaluation, operands, attributes, result, at: span)
    }
    switch evaluation {
    case .unary(let function):
      let position = unaryPositions[id] ?? Int32(code.unary.count)
      if position == code.unary.count { code.unary.append(function) }
      unaryPositions[id] = position
      emit(.unary, result.index, operands[0].index, position)
    case .binary(let function):
      let position = binaryPositions[id] ?? Int32(code.binary.count)
      if position == code.binary.count { code.binary.append(function) }
      binaryPositions[id] = position
      emit(.binary, result.index, operands[0].index, operands[1].index, position)
    case .variadic(let function):
      let position = variadicPositions[id] ?? Int32(code.variadic.count)
      if position == code.variadic.count { code.variadic.append(function) }
      variadicPositions[id] = position
      emit(.variadic, result.index, Int32(code.slots.count), Int32(operands.count), position)
      code.slots += operands
    case .general: apply(evaluation, operands, attributes, result, at: span)
    }
  }

  private mutating func apply(
    _ evaluation: Evaluation, _ operands: [Slot], _ attributes: [Int], _ result: Slot, at span: Span
  ) {
    emit(.apply, Int32(code.applications.count))
    code.applications.append(
      Code.Application(
        evaluation: evaluation, operands: operands, attributes: attributes, result: result,
        span: span))
  }
}
