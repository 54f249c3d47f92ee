import Types

/// A result of the program as the kernel gives it: to `data` with a `stride` in numbers; a stride of
/// 0 adds the sum over all items to what is there.
struct KernelOutput {
  /// How many numbers one item has.
  let count: Int
  private let placement: Placement
  private let data: String
  private let stride: String
  private let isSum: String
  /// For each element and lane a sum in double precision, and what it has lost by rounding.
  private let sums: String

  init(_ position: Int, of type: Type, _ emitter: FunctionEmitter) {
    count = type.elementCount
    let text = emitter.text
    placement = emitter.module.layout.placement(emitter.module.inputCount + position)
    let address = text.emit("getelementptr {ptr, i64}, ptr %outputs, i64 \(position)")
    data = text.emit("load ptr, ptr \(address), align 8")
    let bytes = max(1, count) * 2 * 8 * emitter.itemUnit.lanes
    emitter.module.declare("void @llvm.memset.p0.i64(ptr, i8, i64, i1 immarg)")
    func clear(_ sums: String) {
      text.line("call void @llvm.memset.p0.i64(ptr \(sums), i8 0, i64 \(bytes), i1 false)")
    }
    if placement == .dense {
      (stride, isSum, sums) = ("\(count)", "false", "null")
      return
    }
    if placement == .same {
      (stride, isSum, sums) = ("0", "true", emitter.allocate(bytes: bytes))
      clear(sums)
      return
    }
    let second = text.emit("getelementptr i64, ptr \(address), i64 1")
    stride = text.emit("load i64, ptr \(second), align 8")
    isSum = text.emit("icmp eq i64 \(stride), 0")
    sums = emitter.allocate(bytes: bytes)
    // Most outputs are no sums, and vectors can be long.
    let (start, ready) = (text.label("clear"), text.label("ready"))
    text.branch(on: isSum, to: start, else: ready)
    text.begin(start)
    clear(sums)
    text.branch(to: ready)
    text.begin(ready)
  }

  /// Writes the values of a group of items.
  func store(_ value: NativeValue, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    switch placement {
    case .dense: storeDense(value, group, emitter)
    case .same: add(value, group, emitter)
    case .any, .ones: storeAnywhere(value, group, emitter)
    }
  }

  /// Where items lie one after the other.
  private func storeDense(_ value: NativeValue, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    let text = emitter.text
    let offset = text.emit("mul nsw i64 \(group.item), \(stride)")
    let first = text.emit(
      "getelementptr inbounds \(emitter.itemUnit.element.text), ptr \(data), i64 \(offset)")
    guard case .number(let number) = value else {
      if !emitter.hasLanes { return emitter.store(value, count: count, to: first) }
      return emitter.scoped { scatter(memory(of: value, emitter), to: first, group, emitter) }
    }
    let register = emitter.register(number, as: emitter.itemUnit)
    guard emitter.hasLanes else { return emitter.store(emitter.itemUnit, register, first) }
    let labels = ["whole", "part", "stored"].map { text.label($0) }
    text.branch(on: group.isFull, to: labels[0], else: labels[1])
    text.begin(labels[0])
    emitter.store(emitter.unit, register, first)
    text.branch(to: labels[2])
    text.begin(labels[1])
    emitter.scoped { scatter(memory(of: value, emitter), to: first, group, emitter) }
    text.branch(to: labels[2])
    text.begin(labels[2])
  }

  private func scatter(
    _ memory: String, to first: String, _ group: ItemGroup, _ emitter: FunctionEmitter
  ) {
    let inBlocks = Helper.hasBlocks(of: count, emitter.itemUnit)
    let helper = inBlocks ? Helper.scatterBlocks(emitter.itemUnit) : .scatter(emitter.itemUnit)
    emitter.module.need(helper)
    emitter.text.line(
      "call void @neuralc.\(helper.name)(ptr \(first), ptr \(memory), i64 \(stride), "
        + "i64 \(group.count), i64 \(count))")
  }

  /// Adds the values to the sums of their lanes.
  private func add(_ value: NativeValue, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    guard emitter.hasLanes, case .number(let number) = value else {
      return emitter.scoped { accumulate(memory(of: value, emitter), group, emitter) }
    }
    let (text, unit) = (emitter.text, emitter.unit)
    let wide = LaneType(element: .float64, lanes: unit.lanes)
    var register = emitter.register(number)
    if unit.element == .float32 {
      register = text.emit("fpext \(unit.text) \(register) to \(wide.text)")
    }
    let lanes = (0..<unit.lanes).map { "i64 \($0)" }.joined(separator: ", ")
    let count = emitter.splat(group.count, "i64", lanes: unit.lanes)
    let isItem = text.emit("icmp slt \(unit.position) <\(lanes)>, \(count)")
    let term = emitter.select(isItem, register, wide.constant(0), wide.text)
    let place = text.emit("getelementptr i8, ptr \(sums), i64 \(wide.size)")
    let (sum, lost) = (emitter.load(wide, sums), emitter.load(wide, place))
    let (total, error) = emitter.exactSum(sum, term, wide)
    emitter.store(wide, total, sums)
    emitter.store(wide, text.emit("fadd \(wide.text) \(lost), \(error)"), place)
  }

  private func accumulate(_ memory: String, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    emitter.module.need(.accumulate(emitter.itemUnit))
    emitter.text.line(
      "call void @neuralc.accumulate(ptr \(sums), ptr \(memory), i64 \(group.count), "
        + "i64 \(count))")
  }

  /// Where the stride says.
  private func storeAnywhere(_ value: NativeValue, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    let text = emitter.text
    let labels = ["sum", "apart", "stored", "dense", "other"].map { text.label($0) }
    let offset = text.emit("mul nsw i64 \(group.item), \(stride)")
    let first = text.emit(
      "getelementptr inbounds \(emitter.itemUnit.element.text), ptr \(data), i64 \(offset)")
    let isReal = isDense(value)
    if emitter.hasLanes, isReal {
      let register = emitter.register(value.number)
      let isNext = text.emit("icmp eq i64 \(stride), 1")
      let isDense = text.emit("and i1 \(isNext), \(group.isFull)")
      text.branch(on: isDense, to: labels[3], else: labels[4])
      text.begin(labels[3])
      emitter.store(emitter.unit, register, first)
      text.branch(to: labels[2])
      text.begin(labels[4])
    }
    emitter.scoped {
      let memory = memory(of: value, emitter)
      text.branch(on: isSum, to: labels[0], else: labels[1])
      text.begin(labels[0])
      accumulate(memory, group, emitter)
      text.branch(to: labels[2])
      text.begin(labels[1])
      if emitter.hasLanes {
        scatter(memory, to: first, group, emitter)
      } else {
        emitter.copy(bytes: count * emitter.itemUnit.size, from: memory, to: first)
      }
    }
    text.branch(to: labels[2])
    text.begin(labels[2])
  }

  private func isDense(_ value: NativeValue) -> Bool {
    if case .number = value { true } else { false }
  }

  private func memory(of value: NativeValue, _ emitter: FunctionEmitter) -> String {
    guard case .number(let number) = value else {
      return emitter.memory(of: value, count: count)
    }
    let unit = emitter.itemUnit
    return emitter.spill([emitter.register(number, as: unit)], unit)
  }

  /// Adds the sums to what is there.
  func finish(_ emitter: FunctionEmitter) {
    if placement == .dense { return }
    let text = emitter.text
    emitter.module.need(.finish(emitter.itemUnit))
    let adding = "call void @neuralc.finish(ptr \(data), ptr \(sums), i64 \(count))"
    if placement == .same { return text.line(adding) }
    let (sum, done) = (text.label("sum"), text.label("summed"))
    text.branch(on: isSum, to: sum, else: done)
    text.begin(sum)
    text.line(adding)
    text.branch(to: done)
    text.begin(done)
  }
}

extension FunctionEmitter {
  /// The sum of two registers, and what it has lost by rounding (Knuth's TwoSum).
  func exactSum(_ left: String, _ right: String, _ unit: LaneType) -> (String, error: String) {
    func emit(_ operation: String, _ first: String, _ second: String) -> String {
      text.emit("\(operation) \(unit.text) \(first), \(second)")
    }
    let total = emit("fadd", left, right)
    let virtual = emit("fsub", total, left)
    let rest = emit("fsub", total, virtual)
    let error = emit("fadd", emit("fsub", left, rest), emit("fsub", right, virtual))
    return (total, error)
  }
}
