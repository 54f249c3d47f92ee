import IR
import Types

/// Writes the kernel itself: a loop over groups of items, one a lane.
struct KernelBody {
  private let module: ModuleContext
  private let emitter: FunctionEmitter
  /// What ends the kernel.
  private let check: ResultCheck

  /// Bytes of memory up to which the kernel has it on the stack.
  private static let stackLimit = 1 << 15

  init(_ module: ModuleContext, _ check: ResultCheck) {
    self.module = module
    self.check = check
    emitter = FunctionEmitter(module, depth: "0")
  }

  /// Bytes of memory of an activation, once it is written.
  var frameSize: Int { emitter.frame.size }

  /// How many loops it has, once it is written, that over groups of items among them.
  var loopCount: Int { emitter.text.loopCount }

  /// Writes the loop.
  func emit() {
    let text = emitter.text
    let entry = module.program[module.program.entry]
    let directions = Directions(emitter)
    let parameters = directions.variables
    let inputs = parameters.indices.map { KernelInput($0, of: parameters[$0], emitter) }
    directions.seed(emitter)
    let shapes = entry.results.indices.map { emitter.resultShape(of: module.program.entry, $0) }
    let types = directions.outputTypes(entry.results)
    let outputs = types.indices.map { KernelOutput($0, of: types[$0], emitter) }
    let varying = hoist(entry.body, inputs, parameters)
    let before = text.block
    text.branch(to: "group")
    text.begin("group")
    let item = text.name()
    let gap = text.reserve()
    let isLeft = text.emit("icmp slt i64 \(item), %end")
    text.branch(on: isLeft, to: "items", else: "finish")
    text.begin("items")
    text.line("store i64 \(item), ptr \(emitter.contextField(2)), align 8")
    for field in Arena.fields {
      text.line("store i64 0, ptr \(emitter.contextField(field)), align 8")
    }
    let group = ItemGroup(item: item, emitter)
    for input in varying { input.load(group, emitter) }
    let registers = emitEntry(entry.body, targets(shapes))
    let values = emitter.values(of: registers, as: shapes)
    giveUp(overFaultsIn: check.results.map { (values[$0], entry.results[$0].elementCount) })
    for (output, value) in zip(outputs, directions.outputs(values, emitter)) {
      output.store(value, group, emitter)
    }
    let next = text.emit("add nsw i64 \(item), \(emitter.itemUnit.lanes)")
    let last = text.block
    text.branch(to: "group")
    text.fill(gap, with: "  \(item) = phi i64 [ %begin, %\(before) ], [ \(next), %\(last) ]\n")
    text.begin("finish")
    for output in outputs { output.finish(emitter) }
    text.branch(to: "done")
  }

  /// Computes what is the same for all items before the first of them; gives the inputs that are
  /// not.
  private func hoist(
    _ body: RegionID, _ inputs: [KernelInput], _ parameters: ValueList
  ) -> [KernelInput] {
    var varying: [KernelInput] = []
    var same: Set<ValueID> = []
    for (input, parameter) in zip(inputs, parameters) {
      if input.loadOnce(emitter) { same.insert(parameter) } else { varying.append(input) }
    }
    guard !same.isEmpty, !KernelParts.areNeeded(for: module.program[body]) else { return varying }
    for binding in module.program[body].bindings
    where emitter.isSimple(binding) && binding.operation.operands.allSatisfy(same.contains) {
      emitter.emit(binding)
      same.formUnion(binding.results)
      module.hoisted.formUnion(binding.results)
    }
    return varying
  }

  /// Ends the kernel where the check finds something, before anything of this group is written or
  /// summed.
  private func giveUp(overFaultsIn values: [(NativeValue, count: Int)]) {
    guard !values.isEmpty else { return }
    let text = emitter.text
    var search = FaultSearch(check.fault, emitter)
    for (value, count) in values { search.look(at: value, count: count) }
    let (found, none) = (text.label("fault"), text.label("good"))
    text.branch(on: search.isFound(), to: found, else: none)
    text.begin(found)
    text.branch(to: "uncertain")
    text.begin(none)
  }

  /// Writes the program, in several functions where it is very long.
  private func emitEntry(_ body: RegionID, _ targets: Targets.Values) -> [String] {
    guard KernelParts.areNeeded(for: module.program[body]) else {
      return emitter.emitValues(body, recurs: false, targets)
    }
    let parts = KernelParts(body, calledBy: emitter)
    let registers = parts.emit(targets)
    module.parts = parts.functions
    return registers
  }

  private func targets(_ shapes: [Shape]) -> Targets.Values {
    Targets.Values(
      shapes: shapes,
      memory: shapes.map { shape in
        guard case .memory(let count) = shape else { return nil }
        return emitter.allocate(count: count)
      })
  }

  /// The kernel with its beginning and its ends, once everything that it calls is written.
  func wrapped() -> String {
    let text = emitter.text
    let size = emitter.frame.size
    let isOnHeap = size > KernelBody.stackLimit
    let finish = text.block
    text.begin("failed")
    text.branch(to: "done")
    text.begin("exhausted")
    text.branch(to: "done")
    var ends = "[ 0, %\(finish) ], [ 1, %failed ], [ 2, %exhausted ]"
    if !check.isEmpty {
      text.begin("uncertain")
      text.branch(to: "done")
      ends += ", [ 3, %uncertain ]"
    }
    text.begin("done")
    let status = text.emit("phi i32 \(ends)")
    if module.hasArena { text.line("call void @neuralc.release(ptr %context)") }
    if isOnHeap {
      module.declare("ptr @malloc(i64) nounwind")
      module.declare("void @free(ptr) nounwind")
      text.line("call void @free(ptr %heap)")
    }
    text.line("ret i32 \(status)")
    let start = isOnHeap ? heapFrame(size) : stackFrame(size)
    return """
      define i32 @\(KernelEmitter.symbol)(ptr noalias readonly %inputs, ptr noalias readonly %outputs, \
      i64 %begin, i64 %end, ptr %stack, ptr %failure) nounwind {
      start:
        %context = alloca [\(Arena.contextWords) x i64], align 64
        store ptr %failure, ptr %context
        %context.stack = getelementptr i64, ptr %context, i64 1
        store ptr %stack, ptr %context.stack
        %context.end = getelementptr i64, ptr %context, i64 3
        store i64 %end, ptr %context.end
        %context.first = getelementptr i64, ptr %context, i64 7
        store ptr null, ptr %context.first
      \(start)\(text.body())}

      """
  }

  private func stackFrame(_ size: Int) -> String {
    "  %frame = alloca [\(max(1, size)) x i8], align 64\n  br label %entry\n"
  }

  private func heapFrame(_ size: Int) -> String {
    """
      %heap = call ptr @malloc(i64 \(size + Frame.alignment))
      %isMissing = icmp eq ptr %heap, null
      br i1 %isMissing, label %missing, label %found
    missing:
      ret i32 2
    found:
      %heap.number = ptrtoint ptr %heap to i64
      %heap.raised = add i64 %heap.number, \(Frame.alignment - 1)
      %heap.aligned = and i64 %heap.raised, \(-Frame.alignment)
      %frame = inttoptr i64 %heap.aligned to ptr
      br label %entry

    """
  }
}

/// The items that are computed side by side.
struct ItemGroup {
  /// The first.
  let item: String
  /// How many there are; at most one a lane.
  let count: String
  /// Whether there is one for each lane.
  let isFull: String

  init(item: String, _ emitter: FunctionEmitter) {
    self.item = item
    let (text, lanes) = (emitter.text, emitter.itemUnit.lanes)
    guard lanes > 1 else {
      count = "1"
      isFull = "true"
      return
    }
    let left = text.emit("sub nsw i64 %end, \(item)")
    isFull = text.emit("icmp sge i64 \(left), \(lanes)")
    count = text.emit("select i1 \(isFull), i64 \(lanes), i64 \(left)")
  }
}
