import IR

/// Writes a very long region as several functions, one after the other: what machine code costs to
/// make grows faster than the length of a function.
///
/// Values that are used in a later part than they are computed in go through memory.
final class KernelParts {
  private let module: ModuleContext
  private let region: RegionID
  /// The function that calls the parts.
  private let caller: FunctionEmitter
  /// Where the values are that go from part to part.
  private var fields: [ValueID: RecordLayout.Field] = [:]
  private var slots: [ValueID: Frame.Slot] = [:]
  private var shared = Frame()
  /// Those of them that the part at work has loaded or computed.
  private var present: Set<ValueID> = []
  private(set) var functions: [String] = []

  /// How many bindings a part has, and how many a region must have to be written in parts.
  static let length = 512

  init(_ region: RegionID, calledBy caller: FunctionEmitter) {
    self.region = region
    self.caller = caller
    module = caller.module
  }

  /// Whether a region is long enough for parts.
  static func areNeeded(for region: Region) -> Bool { region.bindings.count > 3 * length }

  /// Writes the parts and their calls; gives the registers of what the region yields.
  func emit(_ targets: Targets.Values) -> [String] {
    let bindings = module.program[region].bindings
    let starts = Array(stride(from: 0, to: bindings.count, by: KernelParts.length))
    let place = caller.text.reserve()
    keepParameters()
    var frameSize = 0
    for (number, start) in starts.enumerated() {
      let end = min(start + KernelParts.length, bindings.count)
      frameSize = max(frameSize, emitPart(number, start..<end))
      releaseDead(after: end - 1)
    }
    let text = caller.text
    let memory = caller.allocate(bytes: shared.size)
    let frame = caller.allocate(bytes: frameSize)
    text.fill(place, with: "  %shared = getelementptr i8, ptr \(memory), i64 0\n")
    for number in starts.indices {
      let status = text.emitCall(
        "i32 @neuralc.part\(number)(ptr %context, ptr \(memory), ptr \(frame))")
      caller.leave(ifNotZero: status)
    }
    guard case .yield(let values) = module.program[region].terminator else {
      preconditionFailure("neuralc bug: a kernel without results, please report it")
    }
    for value in values {
      if let field = fields[value] { caller.set(value, to: caller.load(field, of: memory)) }
    }
    return caller.registers(of: values.map(caller.value), targets, mask: nil)
  }

  /// Puts the program's parameters where the parts find them.
  private func keepParameters() {
    for parameter in module.program[region].parameters { keep(parameter, caller) }
  }

  /// Writes one part; gives the bytes of memory that it needs.
  private func emitPart(_ number: Int, _ range: Range<Int>) -> Int {
    let emitter = FunctionEmitter(module, depth: "0")
    let text = emitter.text
    let bindings = module.program[region].bindings
    present = []
    for position in range {
      let binding = bindings[position]
      load(valuesUsed(by: binding), emitter)
      for result in binding.results where isUsed(result, behind: range) {
        reserve(result, emitter)
      }
      emitter.emit(binding)
      emitter.release(after: position, of: binding, in: region)
      for result in binding.results where isUsed(result, behind: range) {
        present.insert(result)
        keep(result, emitter)
      }
    }
    text.line("ret i32 0")
    text.begin("failed")
    text.line("ret i32 1")
    text.begin("exhausted")
    text.line("ret i32 2")
    functions.append(
      "define internal i32 @neuralc.part\(number)(ptr %context, ptr noalias %shared, "
        + "ptr noalias %frame) noinline nounwind {\n" + text.body() + "}\n")
    return max(1, emitter.frame.size)
  }

  private func isUsed(_ value: ValueID, behind range: Range<Int>) -> Bool {
    !module.lifetimes.isDead(value, after: range.upperBound - 1, of: region)
  }

  /// The values that a binding uses, inside its regions too.
  private func valuesUsed(by binding: Binding) -> ValueList {
    var used = binding.operation.operands
    for inner in binding.operation.regions {
      module.program.forEachRegion(from: inner) { region in
        for binding in module.program[region].bindings { used += binding.operation.operands }
        used += module.program[region].terminator.operands
      }
    }
    return used
  }

  /// Loads what other parts have computed.
  private func load(_ values: ValueList, _ emitter: FunctionEmitter) {
    for value in values where !present.contains(value) {
      guard let field = fields[value] else { continue }
      present.insert(value)
      emitter.set(value, to: emitter.load(field, of: "%shared"))
    }
  }

  /// Has a value in memory computed where other parts find it.
  private func reserve(_ value: ValueID, _ emitter: FunctionEmitter) {
    let shape = emitter.shape(of: value)
    guard shape.isMemory else { return }
    emitter.wanted[value] = emitter.address(of: field(of: value, shape), in: "%shared")
  }

  /// Puts a value where other parts find it, unless it is known when compiling.
  private func keep(_ value: ValueID, _ emitter: FunctionEmitter) {
    switch emitter.value(value) {
    case .number(let number) where number.constant != nil: return
    case .fill(let number) where number.constant != nil: return
    case .undefined: return
    case let held:
      emitter.store(held, to: field(of: value, emitter.shape(of: value)), of: "%shared")
    }
  }

  private func field(of value: ValueID, _ shape: Shape) -> RecordLayout.Field {
    if let field = fields[value] { return field }
    let slot = shared.allocate(RecordLayout([shape], module.unit).size)
    let field = RecordLayout.Field(shape: shape, offset: slot.offset)
    fields[value] = field
    slots[value] = slot
    return field
  }

  /// Gives the room back of values that no later part uses.
  private func releaseDead(after binding: Int) {
    let dead = slots.keys.filter { module.lifetimes.isDead($0, after: binding, of: region) }
    for value in dead.sorted(by: { $0.index < $1.index }) {
      if let slot = slots.removeValue(forKey: value) { shared.release(slot) }
    }
  }
}
