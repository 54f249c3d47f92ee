import Diagnostics
import IR
import Primitives
import Types

/// Lays out frames and flattens regions to instructions.
struct CodeGenerator {
  let program: Program
  /// Whether every operation is one that a `NonFiniteWatch` sees.
  let isWatched: Bool
  var code = Code()
  /// The slot of each value.
  var slots: [Slot]
  var nextReal: Int32 = 0
  var nextTensor: Int32 = 0
  /// Which functions call each other in tail position.
  let rounds: TailCallGraph
  var function = FunctionID(0)
  /// Positions of the functions of the table's rows in `Code`.
  var unaryPositions: [PrimitiveID: Int32] = [:]
  var binaryPositions: [PrimitiveID: Int32] = [:]
  var variadicPositions: [PrimitiveID: Int32] = [:]

  /// A place that jumps go to before it is known.
  final class Label {
    var target: Int32?
    var jumps: [Int] = []
  }

  /// What a `yield` does.
  enum Exit {
    /// Copies the values, and goes on somewhere else or with what follows.
    case assign([Slot], then: Label?)
    /// Ends the function.
    case giveBack
    /// Adds rows, and goes on with what follows.
    case add([Slot])
  }

  /// What a `recur` does.
  struct Round {
    let parameters: [Slot]
    let top: Label
    let counter: Slot
    /// The loop in `Code.loops`, or the results of a scan.
    let kind: Kind
    enum Kind {
      case loop(Int32)
      case scan([Slot])
      case fold
      case reverse
    }
  }

  static func generate(_ program: Program, isWatched: Bool = false) -> Code {
    var generator = CodeGenerator(program, isWatched)
    for index in program.functions.indices { generator.generate(FunctionID(index)) }
    return generator.code
  }

  private init(_ program: Program, _ isWatched: Bool) {
    self.program = program
    self.isWatched = isWatched
    slots = Array(repeating: .real(0), count: program.values.count)
    rounds = TailCallGraph(program)
  }

  mutating func generate(_ id: FunctionID) {
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

  mutating func allocate(_ id: ValueID) -> Slot {
    let slot = allocate(program[id].type)
    slots[Int(id.index)] = slot
    return slot
  }

  mutating func allocate(_ type: Type) -> Slot {
    let last = code.functions.count - 1
    if type == .real || type == .tape {
      defer { nextReal += 1 }
      code.functions[last].realCount = max(code.functions[last].realCount, nextReal + 1)
      return .real(nextReal)
    }
    defer { nextTensor += 1 }
    code.functions[last].tensorCount = max(code.functions[last].tensorCount, nextTensor + 1)
    return .tensor(nextTensor)
  }

  func slot(_ id: ValueID) -> Slot { slots[Int(id.index)] }

  // MARK: Instructions

  mutating func emit(
    _ operation: Instruction.Operation, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0,
    _ d: Int32 = 0
  ) {
    code.instructions.append(Instruction(operation: operation, a: a, b: b, c: c, d: d))
  }

  mutating func place(_ label: Label) {
    label.target = Int32(code.instructions.count)
    for jump in label.jumps { setTarget(of: jump, Int32(code.instructions.count)) }
  }

  mutating func emitJump(
    _ operation: Instruction.Operation, _ a: Int32 = 0, _ b: Int32 = 0, to label: Label
  ) {
    emit(operation, a, b)
    let jump = code.instructions.count - 1
    if let target = label.target { setTarget(of: jump, target) } else { label.jumps.append(jump) }
  }

  mutating func setTarget(of jump: Int, _ target: Int32) {
    switch code.instructions[jump].operation {
    case .jump: code.instructions[jump].a = target
    case .jumpIfFalse: code.instructions[jump].b = target
    default: code.instructions[jump].c = target
    }
  }

  mutating func move(_ source: Slot, to target: Slot) {
    if source == target { return }
    emit(source.isReal ? .moveReal : .moveTensor, target.index, source.index)
  }

  /// Moves at the same time: a target may be the source of a later move.
  mutating func moveTogether(_ sources: [Slot], to targets: [Slot]) {
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
}
