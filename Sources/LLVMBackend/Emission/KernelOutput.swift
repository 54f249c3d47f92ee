import Types

/// A result of the program as the kernel gives it: to `data` with a `stride` in numbers; a stride of
/// 0 adds the sum over all items to what is there.
struct KernelOutput {
  /// How many numbers one item has.
  let count: Int
  private let data: String
  private let stride: String
  private let isSum: String
  /// For each element and lane a sum in double precision, and what it has lost by rounding.
  private let sums: String

  init(_ position: Int, of type: Type, _ emitter: FunctionEmitter) {
    count = type.elementCount
    let text = emitter.text
    let address = text.emit("getelementptr {ptr, i64}, ptr %outputs, i64 \(position)")
    data = text.emit("load ptr, ptr \(address), align 8")
    let second = text.emit("getelementptr i64, ptr \(address), i64 1")
    stride = text.emit("load i64, ptr \(second), align 8")
    isSum = text.emit("icmp eq i64 \(stride), 0")
    let bytes = max(1, count) * 2 * 8 * emitter.unit.lanes
    sums = emitter.allocate(bytes: bytes)
    emitter.module.declare("void @llvm.memset.p0.i64(ptr, i8, i64, i1 immarg)")
    // Most outputs are no sums, and vectors can be long.
    let (clear, ready) = (text.label("clear"), text.label("ready"))
    text.branch(on: isSum, to: clear, else: ready)
    text.begin(clear)
    text.line("call void @llvm.memset.p0.i64(ptr \(sums), i8 0, i64 \(bytes), i1 false)")
    text.branch(to: ready)
    text.begin(ready)
  }

  /// Writes the values of a group of items.
  func store(_ value: NativeValue, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    let text = emitter.text
    let labels = ["sum", "apart", "stored", "dense", "other"].map { text.label($0) }
    let offset = text.emit("mul nsw i64 \(group.item), \(stride)")
    let first = text.emit(
      "getelementptr inbounds \(emitter.unit.element.text), ptr \(data), i64 \(offset)")
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
      emitter.module.need(.accumulate(emitter.unit))
      text.line(
        "call void @neuralc.accumulate(ptr \(sums), ptr \(memory), i64 \(group.count), "
          + "i64 \(count))")
      text.branch(to: labels[2])
      text.begin(labels[1])
      if emitter.hasLanes {
        emitter.module.need(.scatter(emitter.unit))
        text.line(
          "call void @neuralc.scatter(ptr \(first), ptr \(memory), i64 \(stride), "
            + "i64 \(group.count), i64 \(count))")
      } else {
        emitter.copy(bytes: count * emitter.unit.size, from: memory, to: first)
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
    return emitter.spill([emitter.register(number)], emitter.unit)
  }

  /// Adds the sums to what is there.
  func finish(_ emitter: FunctionEmitter) {
    let text = emitter.text
    let (sum, done) = (text.label("sum"), text.label("summed"))
    text.branch(on: isSum, to: sum, else: done)
    text.begin(sum)
    emitter.module.need(.finish(emitter.unit))
    text.line("call void @neuralc.finish(ptr \(data), ptr \(sums), i64 \(count))")
    text.branch(to: done)
    text.begin(done)
  }
}
