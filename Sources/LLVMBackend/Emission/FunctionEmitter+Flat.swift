import IR
import Primitives

extension FunctionEmitter {
  /// An elementwise primitive over memory: with lanes one row after the other, else as many elements
  /// at once as the machine has room for.
  func emitFlat(_ use: PrimitiveUse, count: Int, to target: String) {
    let wide = hasLanes ? unit : LaneType(element: unit.element, lanes: module.layout.width)
    let whole = hasLanes ? count : count / wide.lanes * wide.lanes
    let step = hasLanes ? 1 : wide.lanes
    if whole > 0 {
      let operands = flatOperands(use, as: wide)
      if whole == step {
        emitFlat(use, operands, at: "0", wide, to: target)
      } else {
        _ = rounds(from: "0", to: "\(whole)", step: step, carrying: []) { index, _ in
          emitFlat(use, operands, at: index, wide, to: target)
          return []
        }
      }
    }
    guard whole < count else { return }
    if count >= wide.lanes, !hasLanes, !use.isComputed(from: target) {
      // The last numbers once more together with the rest.
      let operands = flatOperands(use, as: wide)
      return emitFlat(use, operands, at: "\(count - wide.lanes)", wide, to: target)
    }
    let operands = flatOperands(use, as: unit)
    _ = rounds(from: "\(whole)", to: "\(count)", carrying: []) { index, _ in
      emitFlat(use, operands, at: index, unit, to: target)
      return []
    }
  }

  /// An operand of an elementwise primitive.
  private indirect enum FlatOperand {
    case scalar(Number, String)
    case memory(String)
    case computed(PrimitiveUse, [FlatOperand])
  }

  private func flatOperands(_ use: PrimitiveUse, as unit: LaneType) -> [FlatOperand] {
    zip(use.operands, use.operandTypes).map { value, type in
      switch value {
      case .number(let number), .fill(let number):
        return .scalar(number, register(number, as: unit))
      case .undefined: return .scalar(.constant(.nan), unit.constant(.nan))
      case .deferred(let use): return .computed(use, flatOperands(use, as: unit))
      default: return .memory(memory(of: value, count: type.elementCount))
      }
    }
  }

  private func emitFlat(
    _ use: PrimitiveUse, _ operands: [FlatOperand], at index: String, _ unit: LaneType,
    to target: String
  ) {
    let builder = LaneBuilder(self, unit, unrollsLoops: true)
    let result = flatElement(use, operands, at: index, builder)
    store(unit, builder.register(result), row(index, of: target, unit))
  }

  private func flatElement(
    _ use: PrimitiveUse, _ operands: [FlatOperand], at index: String, _ builder: LaneBuilder
  ) -> NativeElement {
    let unit = builder.unit
    let elements = operands.map { operand -> NativeElement in
      switch operand {
      case .computed(let use, let operands):
        return flatElement(use, operands, at: index, builder)
      case .scalar(let number, let register):
        if let constant = number.constant { return builder.constant(constant) }
        return builder.handle(.register(register))
      case .memory(let memory):
        return builder.handle(.register(load(unit, row(index, of: memory, unit))))
      }
    }
    return use.elementwise(elements)
  }

  // MARK: Arrangements

  /// Copies whole runs of elements where an arrangement consists of a few; else gives up.
  func emitRuns(
    _ use: PrimitiveUse, _ emit: (NativeCall, [NativeIndex]) -> NativeElement, count: Int,
    to target: String
  ) -> Bool {
    guard let runs = runs(of: use, emit, count: count) else { return false }
    var offset = 0
    for run in runs {
      defer { offset += run.count }
      let place = row("\(offset)", of: target, unit)
      switch run.source {
      case .constant(let number): store(.fill(.constant(number)), count: run.count, to: place)
      case .operand(let operand, let position):
        copyRun(use.operands[operand], from: position, count: run.count, to: place)
      }
    }
    return true
  }

  /// The runs that an arrangement consists of, if they are few.
  private func runs(
    of use: PrimitiveUse, _ emit: (NativeCall, [NativeIndex]) -> NativeElement, count: Int
  ) -> [ArrangementRecorder.Run]? {
    guard use.indices.isEmpty, count <= 1 << 16 else { return nil }
    let recorder = ArrangementRecorder()
    let call = NativeCall(
      builder: recorder, operandShapes: use.operandTypes.map(\.lengths),
      attributes: use.attributes, resultShape: use.resultType.lengths)
    let lengths = use.resultType.lengths
    for position in 0..<count {
      let places = lengths.count == 1 ? [position] : [position / lengths[1], position % lengths[1]]
      recorder.note(
        emit(call, places.map { NativeIndex(builder: recorder, constant: $0) }))
      if recorder.runs.count > 8 { return nil }
    }
    return recorder.runs
  }

  /// The address of a result that is a piece of an operand, which stays where it is.
  func view(_ use: PrimitiveUse, count: Int) -> String? {
    guard case .arrangement(let emit) = use.primitive.native,
      use.operands.contains(where: { if case .memory = $0 { true } else { false } }),
      let runs = runs(of: use, emit, count: count), runs.count == 1,
      case .operand(let operand, let position) = runs[0].source,
      case .memory(let memory) = use.operands[operand]
    else { return nil }
    if owned[owned.count - 1][memory] != nil { pinned.insert(memory) }
    return row("\(position)", of: memory, unit)
  }

  // MARK: Chains

  /// Whether an elementwise operation can be part of the one loop of another, which is its only use.
  func isDeferrable(_ use: PrimitiveUse, _ result: ValueID) -> Bool {
    guard use.isElementwise, use.chainLength <= FunctionEmitter.longestChain,
      case .primitive(let id, _, _)? = module.lifetimes.onlyUser(of: result, in: program)?.operation
    else { return false }
    switch id.primitive.native {
    case .elementwise, .concatenation: return true
    default: return false
    }
  }

  /// How many operations one loop may have, so that its numbers stay in registers.
  private static let longestChain = 8

  private func copyRun(_ value: NativeValue, from position: Int, count: Int, to place: String) {
    switch value {
    case .memory(let memory):
      copy(bytes: count * unit.size, from: row("\(position)", of: memory, unit), to: place)
    case .elements(let numbers):
      store(
        .elements(Array(numbers[position..<position + count])), count: count, to: place)
    default: store(value, count: count, to: place)
    }
  }
}
