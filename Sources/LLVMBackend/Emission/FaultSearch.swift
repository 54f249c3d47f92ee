import IR

/// Looks for numbers that are at fault.
struct FaultSearch {
  private let fault: ResultCheck.Fault
  private let emitter: FunctionEmitter
  /// A register that waits for another, as one comparison looks at two.
  private var waiting: String?
  /// Where they are: a truth for each lane.
  private var masks: [String] = []
  /// Whether they are anywhere in memory.
  private var truths: [String] = []

  init(_ fault: ResultCheck.Fault, _ emitter: FunctionEmitter) {
    self.fault = fault
    self.emitter = emitter
  }

  /// Looks at a value of so many numbers.
  mutating func look(at value: NativeValue, count: Int) {
    switch value {
    case .number(let number), .fill(let number): look(at: emitter.register(number))
    case .elements(let numbers): for number in numbers { look(at: emitter.register(number)) }
    case .memory(let memory): look(through: memory, count: count)
    case .deferred, .undefined, .tape, .packed: break
    }
  }

  private mutating func look(at register: String) {
    guard let other = waiting else {
      waiting = register
      return
    }
    waiting = nil
    masks.append(isAtFault(other, or: register, emitter.unit))
  }

  private func isAtFault(_ left: String, or right: String, _ unit: LaneType) -> String {
    let first = marked(left, unit)
    let second = left == right ? first : marked(right, unit)
    return emitter.text.emit("fcmp uno \(unit.text) \(first), \(second)")
  }

  /// NaN where a number is at fault, and a number elsewhere.
  private func marked(_ register: String, _ unit: LaneType) -> String {
    switch fault {
    case .notANumber: register
    case .notFinite: emitter.text.emit("fsub \(unit.text) \(register), \(register)")
    }
  }

  /// As many numbers at once as a register holds, and then the rest one by one.
  private mutating func look(through memory: String, count: Int) {
    let unit = emitter.unit
    let wide =
      emitter.hasLanes
      ? unit : LaneType(element: unit.element, lanes: emitter.module.layout.width)
    let rows = emitter.hasLanes ? count : count / wide.lanes
    look(atRows: 0..<rows, of: memory, wide)
    if !emitter.hasLanes { look(atRows: rows * wide.lanes..<count, of: memory, unit) }
  }

  private mutating func look(atRows rows: Range<Int>, of memory: String, _ unit: LaneType) {
    guard !rows.isEmpty else { return }
    let text = emitter.text
    let found = emitter.rounds(
      from: "\(rows.lowerBound)", to: "\(rows.upperBound)",
      carrying: [(unit.mask, unit.constant(false))]
    ) { index, found in
      let place = text.emit("getelementptr inbounds \(unit.text), ptr \(memory), i64 \(index)")
      let register = emitter.load(unit, place)
      let isAtFault = isAtFault(register, or: register, unit)
      return [text.emit("or \(unit.mask) \(found[0]), \(isAtFault)")]
    }
    truths.append(emitter.any(found[0], unit))
  }

  /// Whether there was one.
  mutating func isFound() -> String {
    if let last = waiting { masks.append(isAtFault(last, or: last, emitter.unit)) }
    waiting = nil
    if !masks.isEmpty {
      let mask = combined(masks, emitter.unit.mask)
      truths.append(emitter.any(mask, emitter.unit))
    }
    return combined(truths, "i1")
  }

  private func combined(_ masks: [String], _ type: String) -> String {
    guard let first = masks.first else { return "false" }
    return masks.dropFirst().reduce(first) { emitter.text.emit("or \(type) \($0), \($1)") }
  }
}
