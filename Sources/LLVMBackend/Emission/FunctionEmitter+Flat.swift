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
    let operands = flatOperands(use, as: unit)
    _ = rounds(from: "\(whole)", to: "\(count)", carrying: []) { index, _ in
      emitFlat(use, operands, at: index, unit, to: target)
      return []
    }
  }

  /// An operand of an elementwise primitive.
  private enum FlatOperand {
    case scalar(Number, String)
    case memory(String)
  }

  private func flatOperands(_ use: PrimitiveUse, as unit: LaneType) -> [FlatOperand] {
    zip(use.operands, use.operandTypes).map { value, type in
      switch value {
      case .number(let number), .fill(let number):
        return .scalar(number, register(number, as: unit))
      case .undefined: return .scalar(.constant(.nan), unit.constant(.nan))
      default: return .memory(memory(of: value, count: type.elementCount))
      }
    }
  }

  private func emitFlat(
    _ use: PrimitiveUse, _ operands: [FlatOperand], at index: String, _ unit: LaneType,
    to target: String
  ) {
    let builder = LaneBuilder(self, unit, unrollsLoops: true)
    let elements = operands.map { operand -> NativeElement in
      switch operand {
      case .scalar(let number, let register):
        if let constant = number.constant { return builder.constant(constant) }
        return builder.handle(.register(register))
      case .memory(let memory):
        return builder.handle(.register(load(unit, row(index, of: memory, unit))))
      }
    }
    let result = use.elementwise(elements)
    store(unit, builder.register(result), row(index, of: target, unit))
  }

  // MARK: Arrangements

  /// Copies whole runs of elements where an arrangement consists of a few; else gives up.
  func emitRuns(
    _ use: PrimitiveUse, _ emit: (NativeCall, [NativeIndex]) -> NativeElement, count: Int,
    to target: String
  ) -> Bool {
    guard use.indices.isEmpty, count <= 1 << 16 else { return false }
    let recorder = ArrangementRecorder()
    let call = NativeCall(
      builder: recorder, operandShapes: use.operandTypes.map(\.lengths),
      attributes: use.attributes, resultShape: use.resultType.lengths)
    let lengths = use.resultType.lengths
    for position in 0..<count {
      let places = lengths.count == 1 ? [position] : [position / lengths[1], position % lengths[1]]
      recorder.note(
        emit(call, places.map { NativeIndex(builder: recorder, constant: $0) }))
      if recorder.runs.count > 8 { return false }
    }
    var offset = 0
    for run in recorder.runs {
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
