import Diagnostics
import IR
import Primitives
import Types

extension FunctionEmitter {
  func emit(
    _ primitive: Primitive, _ operands: ValueList, _ attributes: [Int], _ result: ValueID,
    at span: Span
  ) {
    if shape(of: result) == .host {
      return set(result, to: .number(hostNumber(primitive, operands, attributes)))
    }
    let use = PrimitiveUse(
      primitive: primitive, operands: operands.map(value),
      operandTypes: operands.map { program[$0].type }, attributes: attributes,
      resultType: program[result].type,
      indices: checkedIndices(primitive, operands, attributes, at: span))
    if case .update = primitive.native { updateInPlace(operands[0], result) }
    switch shape(of: result) {
    case .memory(let count): emit(use, count: count, result)
    default: emitSmall(use, result)
    }
  }

  /// A primitive of numbers that are the same for all lanes.
  private func hostNumber(
    _ primitive: Primitive, _ operands: ValueList, _ attributes: [Int]
  ) -> Number {
    let builder = LaneBuilder(self, .host, unrollsLoops: true)
    if case .arrangement(let emit) = primitive.native {
      // The length of a dimension: a constant.
      let call = NativeCall(
        builder: builder, operandShapes: operands.map { program[$0].type.lengths },
        attributes: attributes, resultShape: [])
      return number(builder.entry(emit(call, [])), isHost: true)
    }
    let elements = operands.map { builder.handle(entry(value($0).number, in: builder)) }
    switch primitive.native {
    case .elementwise(let emit):
      return number(builder.entry(emit(elements)), isHost: true)
    case .truth(let emit):
      let mask = emit(elements)
      if let truth = mask.constant { return .constant(truth ? 1 : 0) }
      return Number(form: .truth(builder.register(mask), isHost: true))
    default:
      preconditionFailure("neuralc bug: a number that needs lanes, please report it")
    }
  }

  /// What a builder holds a number as.
  func entry(_ number: Number, in builder: LaneBuilder) -> LaneBuilder.Entry {
    switch number.form {
    case .constant(let constant): return .constant(builder.unit.element.rounded(constant))
    case .truth(_, let isHost) where isHost || builder.unit.lanes == unit.lanes:
      return .truth(truth(of: number, as: builder.unit))
    default: return .register(register(number, as: builder.unit))
    }
  }

  /// The number that a builder holds.
  func number(_ entry: LaneBuilder.Entry, isHost: Bool = false) -> Number {
    switch entry {
    case .constant(let number): .constant(number)
    case .register(let text): isHost ? .host(text) : .lanes(text)
    case .truth(let mask): Number(form: .truth(mask, isHost: isHost))
    }
  }

  // MARK: In registers

  /// A result that is held in registers.
  private func emitSmall(_ use: PrimitiveUse, _ result: ValueID) {
    let count = use.resultType.elementCount
    let isSmall = use.operandTypes.allSatisfy { !shape(of: $0).isMemory }
    let builder = LaneBuilder(self, unit, unrollsLoops: isSmall)
    builder.operands = use.operands.indices.map { access($0, of: use, in: builder) }
    switch use.primitive.native {
    case .elementwise, .truth:
      builder.result = (0..<count).map { position in
        let operands = builder.operands.map { element($0, at: position, in: builder) }
        return builder.entries[use.elementwise(operands).id]
      }
    case .elements(let emit), .arrangement(let emit):
      let call = use.call(builder)
      builder.result = (0..<count).map { position in
        builder.entries[emit(call, use.indices(at: position, in: builder)).id]
      }
    case .concatenation:
      let numbers = zip(use.operands, use.operandTypes).flatMap { value, type in
        (0..<type.elementCount).map { element($0, of: value) }
      }
      return setSmall(result, to: Array(numbers.prefix(count)))
    case .update(let emit, _):
      builder.result = (0..<count).map { position in
        builder.entry(element(builder.operands[0], at: position, in: builder))
      }
      emit(use.call(builder))
    case .general(let emit):
      builder.result = Array(repeating: nil, count: count)
      if !isSmall && count > 1 { builder.resultMemory = allocate(count: count) }
      emit(use.call(builder))
      if let memory = builder.resultMemory {
        return setSmall(result, to: (0..<count).map { element($0, of: .memory(memory)) })
      }
    }
    setSmall(result, to: builder.result.map { number($0 ?? .constant(.nan)) })
  }

  private func setSmall(_ result: ValueID, to numbers: [Number]) {
    set(result, to: program[result].type == .real ? .number(numbers[0]) : .elements(numbers))
  }

  /// The number of an operand at a known place.
  private func element(_ access: OperandAccess, at position: Int, in builder: LaneBuilder)
    -> NativeElement
  {
    switch access {
    case .scalar(let entry): return builder.handle(entry)
    case .registers(let entries): return builder.handle(entries[position])
    case .memory(let memory):
      return builder.handle(.register(load(unit, row("\(position)", of: memory, unit))))
    case .index: preconditionFailure("neuralc bug: an index as a number, please report it")
    }
  }

  /// How a primitive reaches an operand.
  private func access(_ position: Int, of use: PrimitiveUse, in builder: LaneBuilder)
    -> OperandAccess
  {
    if let index = use.indices[position] { return .index(index) }
    let count = use.operandTypes[position].elementCount
    switch use.operands[position] {
    case .number(let number): return .scalar(entry(number, in: builder))
    case .fill(let number): return .scalar(entry(number, in: builder))
    case .memory(let memory): return .memory(memory)
    case .deferred: return .memory(memory(of: use.operands[position], count: count))
    case .undefined: return .scalar(.constant(.nan))
    case .elements(let numbers):
      if builder.unrollsLoops { return .registers(numbers.map { entry($0, in: builder) }) }
      return .memory(memory(of: .elements(numbers), count: count))
    case .tape, .packed:
      preconditionFailure("neuralc bug: a tape as an operand, please report it")
    }
  }

  // MARK: In memory

  /// Lets a result have the memory of the operand that it is with some changes, if nobody else needs
  /// that.
  private func updateInPlace(_ operand: ValueID, _ result: ValueID) {
    guard wanted[result] == nil, case .memory(let memory) = value(operand),
      owned[owned.count - 1][memory] != nil, !pinned.contains(memory),
      module.lifetimes.onlyUser(of: operand, in: program) != nil
    else { return }
    wanted[result] = memory
    set(operand, to: .undefined)
  }

  /// A result that is held in memory.
  private func emit(_ use: PrimitiveUse, count: Int, _ result: ValueID) {
    if wanted[result] == nil {
      if isDeferrable(use, result) { return set(result, to: .deferred(use)) }
      if let view = view(use, count: count) { return set(result, to: .memory(view)) }
    }
    let target = place(of: result, count: count)
    set(result, to: .memory(target))
    switch use.primitive.native {
    case .elementwise, .truth: emitFlat(use, count: count, to: target)
    case .concatenation: emitConcatenation(use, to: target)
    case .elements(let emit): emitElements(use, emit, to: target)
    case .arrangement(let emit):
      if !emitRuns(use, emit, count: count, to: target) { emitElements(use, emit, to: target) }
    case .update(_, addsRun: true):
      store(use.operands[0], count: count, to: target)
      addRun(use, to: target)
    case .update(let emit, _):
      store(use.operands[0], count: count, to: target)
      let builder = LaneBuilder(self, unit, unrollsLoops: false)
      builder.operands = use.operands.indices.map { access($0, of: use, in: builder) }
      builder.resultMemory = target
      emit(use.call(builder))
    case .general(let emit):
      let builder = LaneBuilder(self, unit, unrollsLoops: false)
      builder.operands = use.operands.indices.map { access($0, of: use, in: builder) }
      builder.resultMemory = target
      emit(use.call(builder))
    }
  }

  /// Adds an operand to a run of elements in memory, as the elementwise operation that this is.
  private func addRun(_ use: PrimitiveUse, to target: String) {
    let place = row("\(use.attributes[0])", of: target, unit)
    let type = use.operandTypes[1]
    let sum = PrimitiveUse(
      primitive: PrimitiveID.add.primitive, operands: [.memory(place), use.operands[1]],
      operandTypes: [type, type], attributes: [], resultType: type, indices: [:])
    emitFlat(sum, count: type.elementCount, to: place)
  }

  private func emitConcatenation(_ use: PrimitiveUse, to target: String) {
    var offset = 0
    let total = use.resultType.elementCount
    for (value, type) in zip(use.operands, use.operandTypes) {
      let count = min(type.elementCount, total - offset)
      if count > 0 {
        let place = row("\(offset)", of: target, unit)
        store(value, count: count, to: place)
      }
      offset += count
    }
  }

  /// Each element of the result by itself.
  private func emitElements(
    _ use: PrimitiveUse, _ emit: (NativeCall, [NativeIndex]) -> NativeElement, to target: String
  ) {
    let builder = LaneBuilder(self, unit, unrollsLoops: false)
    builder.operands = use.operands.indices.map { access($0, of: use, in: builder) }
    builder.resultMemory = target
    let call = use.call(builder)
    let lengths = use.resultType.lengths
    forEach(lengths[0]) { first in
      let index = builder.handle(.uniform(first))
      guard lengths.count > 1 else {
        return builder.setResult(at: index, to: emit(call, [index]))
      }
      let rowStart = text.emit("mul nuw nsw i64 \(first), \(lengths[1])")
      forEach(lengths[1]) { second in
        let position = builder.handle(
          .uniform(text.emit("add nuw nsw i64 \(rowStart), \(second)")))
        let column = builder.handle(.uniform(second))
        builder.setResult(at: position, to: emit(call, [index, column]))
      }
    }
  }
}
