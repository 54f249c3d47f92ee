import IR
import Primitives
import Types

/// Runs code on stacks of its own, so that recursion in a program is none in the evaluator.
struct Machine {
  private let code: Code
  private let sizes: SizeBinding
  private let maximumDepth: Int
  private let maximumIterations: Int
  private var reals: UnsafeMutableBufferPointer<Double>
  private var tensors: UnsafeMutableBufferPointer<Value>
  private var frames: [Frame] = []
  /// Where the running activation's values begin.
  private var realBase = 0
  private var tensorBase = 0
  private var function: FunctionID
  /// Tail calls of this activation within one group of functions.
  private var rounds = 0
  /// What has been recorded; a tape is a position here. All go at the end, as tapes hold others.
  private var tapes: [Tape] = []
  /// Operands on their way to functions of many, one array for each count.
  private var scratch: [[Double]] = []
  /// What looks for the first numbers that are not finite, if anything does.
  private var watch: NonFiniteWatch?
  /// What ends a run that is not wanted any more.
  private var patience: Patience

  /// What a call comes back to.
  private struct Frame {
    let call: Int32
    let returnPosition: Int
    let realBase: Int
    let tensorBase: Int
    let function: FunctionID
    let rounds: Int
  }

  init(
    _ code: Code, sizes: SizeBinding, program: Program, isWatched: Bool,
    isInterrupted: Interruption?
  ) {
    self.code = code
    patience = Patience(isInterrupted)
    if isWatched { watch = NonFiniteWatch() }
    self.sizes = sizes
    maximumDepth = program.maximumDepth
    maximumIterations = program.maximumIterations
    function = program.entry
    reals = .allocate(capacity: 1024)
    reals.initialize(repeating: 0)
    tensors = .allocate(capacity: 64)
    tensors.initialize(repeating: .real(0))
  }

  /// Frees the stacks.
  mutating func close() {
    reals.deinitialize().deallocate()
    tensors.deinitialize().deallocate()
  }

  /// What the watch has found.
  var origins: [NonFiniteOrigin] { watch?.origins ?? [] }

  // MARK: Stacks

  /// Makes room for a frame of a function at the current bases.
  private mutating func reserve(_ layout: Code.Function) {
    let realEnd = realBase + Int(layout.realCount)
    if realEnd > reals.count { Machine.grow(&reals, to: realEnd, filling: 0) }
    let tensorEnd = tensorBase + Int(layout.tensorCount)
    if tensorEnd > tensors.count { Machine.grow(&tensors, to: tensorEnd, filling: .real(0)) }
  }

  private static func grow<Element>(
    _ stack: inout UnsafeMutableBufferPointer<Element>, to count: Int, filling element: Element
  ) {
    let larger = UnsafeMutableBufferPointer<Element>.allocate(
      capacity: max(count, 2 * stack.count))
    let next = larger.moveInitialize(fromContentsOf: stack)
    larger[next...].initialize(repeating: element)
    stack.deallocate()
    stack = larger
  }

  private func real(_ index: Int32) -> Double { reals[realBase + Int(index)] }
  private func tensor(_ index: Int32) -> Value { tensors[tensorBase + Int(index)] }

  private func value(_ slot: Slot) -> Value {
    slot.isReal ? .real(real(slot.index)) : tensor(slot.index)
  }

  private mutating func set(_ slot: Slot, to value: Value) {
    if slot.isReal {
      reals[realBase + Int(slot.index)] = value.real
    } else {
      tensors[tensorBase + Int(slot.index)] = value
    }
  }

  // MARK: Running

  /// The values that the entry gives for these arguments.
  mutating func run(_ arguments: [Value]) throws(EvaluationError) -> [Value] {
    let layout = code.functions[Int(function.index)]
    reserve(layout)
    for (parameter, argument) in zip(layout.parameters, arguments) {
      set(parameter, to: argument)
    }
    var position = Int(layout.start)
    while true {
      let step = code.instructions[position]
      position += 1
      if patience.isOver() { throw .interrupted }
      switch step.operation {
      case .constant: reals[realBase + Int(step.a)] = code.constants[Int(step.b)]
      case .moveReal: reals[realBase + Int(step.a)] = real(step.b)
      case .moveTensor: tensors[tensorBase + Int(step.a)] = tensor(step.b)
      case .unary: reals[realBase + Int(step.a)] = code.unary[Int(step.c)](real(step.b))
      case .binary:
        reals[realBase + Int(step.a)] = code.binary[Int(step.d)](real(step.b), real(step.c))
      case .variadic: reals[realBase + Int(step.a)] = variadic(step)
      case .apply: try apply(code.applications[Int(step.a)])
      case .jump: position = Int(step.a)
      case .jumpIfFalse: if real(step.a) == 0 { position = Int(step.b) }
      case .startCount: reals[realBase + Int(step.a)] = 0
      case .count: reals[realBase + Int(step.a)] += 1
      case .jumpIfCounted: if real(step.a) >= Double(step.b) { position = Int(step.c) }
      case .nextRound: try nextRound(step)
      case .fill:
        let element = code.constants[Int(step.c)]
        tensors[tensorBase + Int(step.a)] = filled(code.types[Int(step.b)], with: element)
      case .startRows: tensors[tensorBase + Int(step.a)] = noRows(code.types[Int(step.b)])
      case .addReal: addRow([real(step.b)], to: step.a)
      case .addRow: addRow(tensor(step.b).elements, to: step.a)
      case .startTape:
        reals[realBase + Int(step.a)] = Double(tapes.count)
        tapes.append(Tape())
      case .record: record(code.slots[Int(step.b)..<Int(step.b + step.c)], on: Int(real(step.a)))
      case .countRows: reals[realBase + Int(step.a)] = Double(tapes[Int(real(step.b))].rows)
      case .previousRow:
        reals[realBase + Int(step.a)] -= 1
        if real(step.a) < 0 { position = Int(step.c) }
      case .readRow:
        let slots = code.slots[Int(step.c)..<Int(step.c + step.d)]
        readRow(Int(real(step.b)), of: tapes[Int(real(step.a))], to: slots)
      case .call: position = try call(step.a, from: position)
      case .tailCall: position = try tailCall(code.calls[Int(step.a)])
      case .giveBack:
        let values = code.slots[Int(step.a)..<Int(step.a + step.b)]
        guard let frame = frames.popLast() else { return values.map { value($0) } }
        position = giveBack(values, to: frame)
      }
    }
  }

  private mutating func variadic(_ step: Instruction) -> Double {
    let count = Int(step.c)
    while scratch.count <= count { scratch.append(Array(repeating: 0, count: scratch.count)) }
    for position in 0..<count {
      scratch[count][position] = real(code.slots[Int(step.b) + position].index)
    }
    return code.variadic[Int(step.d)](scratch[count])
  }

  private mutating func nextRound(_ step: Instruction) throws(EvaluationError) {
    let count = real(step.a) + 1
    if count >= Double(maximumIterations) {
      let loop = code.loops[Int(step.b)]
      throw .iterationLimit(loop.name, maximumIterations, at: loop.span)
    }
    reals[realBase + Int(step.a)] = count
  }

  // MARK: Values of more than one number

  private mutating func apply(_ application: Code.Application) throws(EvaluationError) {
    let operands = application.operands.map { value($0) }
    do throws(EvaluationFailure) {
      let result = try application.primitive.primitive.evaluation.apply(
        operands, attributes: application.attributes)
      watch?.observe(application, operands, result)
      patience.note(result.elements.count)
      set(application.result, to: result)
    } catch {
      switch error {
      case .indexOutOfRange(let index, let length):
        throw .indexOutOfRange(index, length: length, at: application.span)
      }
    }
  }

  private func shape(_ type: Type) -> [Int] { type.sizes.map { sizes.length($0) } }

  private func filled(_ type: Type, with element: Double) -> Value {
    let shape = shape(type)
    return Value(
      shape: shape, elements: Array(repeating: element, count: max(0, shape.reduce(1, *))))
  }

  private func noRows(_ type: Type) -> Value {
    let shape = shape(type)
    var elements: [Double] = []
    elements.reserveCapacity(max(0, shape.reduce(1, *)))
    return shape.count == 1 ? .vec(elements) : .mat(rows: 0, columns: shape[1], elements: elements)
  }

  private mutating func addRow(_ row: [Double], to index: Int32) {
    let position = tensorBase + Int(index)
    let rows = tensors[position]
    // The slot lets go of its elements, so that they grow in place.
    tensors[position] = .real(0)
    switch consume rows {
    case .vec(var elements):
      elements += row
      tensors[position] = .vec(elements)
    case .mat(let count, let columns, var elements):
      elements += row
      tensors[position] = .mat(rows: count + 1, columns: columns, elements: elements)
    case .real: preconditionFailure("neuralc bug: rows of a real, please report it")
    }
  }

  // MARK: Tapes

  private mutating func record(_ slots: ArraySlice<Slot>, on tape: Int) {
    tapes[tape].rows += 1
    for slot in slots {
      if slot.isReal {
        tapes[tape].reals.append(real(slot.index))
      } else {
        tapes[tape].tensors.append(tensor(slot.index))
      }
    }
  }

  private mutating func readRow(_ row: Int, of tape: Tape, to slots: ArraySlice<Slot>) {
    var nextReal = row * (tape.reals.count / tape.rows)
    var nextTensor = row * (tape.tensors.count / tape.rows)
    for slot in slots {
      if slot.isReal {
        reals[realBase + Int(slot.index)] = tape.reals[nextReal]
        nextReal += 1
      } else {
        tensors[tensorBase + Int(slot.index)] = tape.tensors[nextTensor]
        nextTensor += 1
      }
    }
  }

  // MARK: Calls

  private mutating func call(_ index: Int32, from position: Int) throws(EvaluationError) -> Int {
    let call = code.calls[Int(index)]
    if frames.count >= maximumDepth {
      throw .depthLimit(code.functions[Int(call.callee.index)].name, maximumDepth, at: call.span)
    }
    let caller = code.functions[Int(function.index)]
    let callee = code.functions[Int(call.callee.index)]
    frames.append(
      Frame(
        call: index, returnPosition: position, realBase: realBase, tensorBase: tensorBase,
        function: function, rounds: rounds))
    let (oldReal, oldTensor) = (realBase, tensorBase)
    realBase += Int(caller.realCount)
    tensorBase += Int(caller.tensorCount)
    reserve(callee)
    for (argument, parameter) in zip(call.arguments, callee.parameters) {
      if argument.isReal {
        reals[realBase + Int(parameter.index)] = reals[oldReal + Int(argument.index)]
      } else {
        tensors[tensorBase + Int(parameter.index)] = tensors[oldTensor + Int(argument.index)]
      }
    }
    function = call.callee
    rounds = 0
    return Int(callee.start)
  }

  private mutating func tailCall(_ call: Code.Call) throws(EvaluationError) -> Int {
    let callee = code.functions[Int(call.callee.index)]
    rounds = call.isRound ? rounds + 1 : 0
    if rounds >= maximumIterations {
      throw .iterationLimit(
        "the tail recursion of `\(callee.name)`", maximumIterations, at: call.span)
    }
    let arguments = call.arguments.map { value($0) }
    reserve(callee)
    for (argument, parameter) in zip(arguments, callee.parameters) { set(parameter, to: argument) }
    function = call.callee
    return Int(callee.start)
  }

  private mutating func giveBack(_ values: ArraySlice<Slot>, to frame: Frame) -> Int {
    for (value, result) in zip(values, code.calls[Int(frame.call)].results) {
      if value.isReal {
        reals[frame.realBase + Int(result.index)] = real(value.index)
      } else {
        tensors[frame.tensorBase + Int(result.index)] = tensor(value.index)
      }
    }
    realBase = frame.realBase
    tensorBase = frame.tensorBase
    function = frame.function
    rounds = frame.rounds
    return frame.returnPosition
  }
}
