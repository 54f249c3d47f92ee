import IR
import Types

/// A parameter of the program as the kernel gets it: `data` and a `stride` in numbers.
struct KernelInput {
  private let parameter: ValueID
  private let type: Type
  private let placement: Placement
  private let data: String
  private let stride: String

  init(_ position: Int, of parameter: ValueID, _ emitter: FunctionEmitter) {
    self.parameter = parameter
    type = emitter.program[parameter].type
    placement = emitter.module.layout.placement(position)
    guard placement != .ones else {
      (data, stride) = ("null", "0")
      return
    }
    let text = emitter.text
    let address = text.emit("getelementptr {ptr, i64}, ptr %inputs, i64 \(position)")
    data = text.emit("load ptr, ptr \(address), align 8")
    if placement != .any {
      stride = placement == .dense ? "\(type.elementCount)" : "0"
      return
    }
    let second = text.emit("getelementptr i64, ptr \(address), i64 1")
    stride = text.emit("load i64, ptr \(second), align 8")
  }

  /// Gives the parameter its value before all groups where that is the same for them; whether it
  /// is.
  func loadOnce(_ emitter: FunctionEmitter) -> Bool {
    let shape = emitter.shape(of: parameter)
    switch (placement, shape) {
    case (.ones, _):
      let one = Number.constant(1)
      emitter.set(parameter, to: type == .real ? .number(one) : .fill(one))
    case (.same, .lanes): emitter.set(parameter, to: .number(element(0, emitter)))
    case (.same, .host):
      emitter.set(parameter, to: .number(.host(emitter.load(emitter.itemUnit, data))))
    case (.same, .elements(let count)):
      emitter.set(parameter, to: .elements((0..<count).map { element($0, emitter) }))
    default: return false
    }
    return true
  }

  /// An element that is the same for all items, in each lane.
  private func element(_ position: Int, _ emitter: FunctionEmitter) -> Number {
    let (text, unit) = (emitter.text, emitter.unit)
    let address = text.emit(
      "getelementptr inbounds \(unit.element.text), ptr \(data), i64 \(position)")
    let number = text.emit("load \(unit.element.text), ptr \(address), align \(unit.element.size)")
    return .lanes(emitter.splat(number, unit.element.text, lanes: unit.lanes))
  }

  /// Gives the parameter its value for a group of items.
  func load(_ group: ItemGroup, _ emitter: FunctionEmitter) {
    let text = emitter.text
    let offset = text.emit("mul nsw i64 \(group.item), \(stride)")
    let first = text.emit(
      "getelementptr inbounds \(emitter.unit.element.text), ptr \(data), i64 \(offset)")
    let shape = emitter.shape(of: parameter)
    guard emitter.hasLanes else { return loadItem(first, shape, emitter) }
    if case .lanes = shape {
      return placement == .dense
        ? loadDense(first, group, emitter) : loadReals(first, group, emitter)
    }
    let count = type.elementCount
    let memory = emitter.allocate(count: count)
    gather(first, count: count, to: memory, group, emitter)
    set(memory, shape, emitter)
  }

  /// The value of one item, which stays where it is.
  private func loadItem(_ first: String, _ shape: Shape, _ emitter: FunctionEmitter) {
    switch shape {
    case .host: emitter.set(parameter, to: .number(.host(emitter.load(emitter.itemUnit, first))))
    case .lanes: emitter.set(parameter, to: .number(.lanes(emitter.load(emitter.unit, first))))
    default: set(first, shape, emitter)
    }
  }

  private func set(_ memory: String, _ shape: Shape, _ emitter: FunctionEmitter) {
    guard case .elements(let count) = shape else {
      return emitter.set(parameter, to: .memory(memory))
    }
    emitter.set(
      parameter, to: .elements((0..<count).map { emitter.element($0, of: .memory(memory)) }))
  }

  /// Reals that lie side by side: one load, but for the last group.
  private func loadDense(_ first: String, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    let (text, unit) = (emitter.text, emitter.unit)
    let labels = ["whole", "part", "loaded"].map { text.label($0) }
    text.branch(on: group.isFull, to: labels[0], else: labels[1])
    text.begin(labels[0])
    let dense = emitter.load(unit, first)
    text.branch(to: labels[2])
    text.begin(labels[1])
    let part = emitter.scoped {
      let memory = emitter.allocate(count: 1)
      gather(first, count: 1, to: memory, group, emitter)
      return emitter.load(unit, memory)
    }
    text.branch(to: labels[2])
    text.begin(labels[2])
    let register = text.emit(
      "phi \(unit.text) [ \(dense), %\(labels[0]) ], [ \(part), %\(labels[1]) ]")
    emitter.set(parameter, to: .number(.lanes(register)))
  }

  /// A real: one load where items lie side by side, or where all have the same.
  private func loadReals(_ first: String, _ group: ItemGroup, _ emitter: FunctionEmitter) {
    let (text, unit) = (emitter.text, emitter.unit)
    let labels = ["dense", "other", "same", "apart", "loaded"].map { text.label($0) }
    let isNext = text.emit("icmp eq i64 \(stride), 1")
    let isDense = text.emit("and i1 \(isNext), \(group.isFull)")
    text.branch(on: isDense, to: labels[0], else: labels[1])
    text.begin(labels[0])
    let dense = emitter.load(unit, first)
    text.branch(to: labels[4])
    text.begin(labels[1])
    let isSame = text.emit("icmp eq i64 \(stride), 0")
    text.branch(on: isSame, to: labels[2], else: labels[3])
    text.begin(labels[2])
    let number = text.emit(
      "load \(unit.element.text), ptr \(data), align \(unit.element.size)")
    let same = emitter.splat(number, unit.element.text, lanes: unit.lanes)
    text.branch(to: labels[4])
    text.begin(labels[3])
    let apart = emitter.scoped {
      let memory = emitter.allocate(count: 1)
      gather(first, count: 1, to: memory, group, emitter)
      return emitter.load(unit, memory)
    }
    text.branch(to: labels[4])
    text.begin(labels[4])
    let register = text.emit(
      "phi \(unit.text) [ \(dense), %\(labels[0]) ], [ \(same), %\(labels[2]) ], "
        + "[ \(apart), %\(labels[3]) ]")
    emitter.set(parameter, to: .number(.lanes(register)))
  }

  private func gather(
    _ first: String, count: Int, to memory: String, _ group: ItemGroup, _ emitter: FunctionEmitter
  ) {
    let inBlocks = Helper.hasBlocks(of: count, emitter.unit)
    let helper = inBlocks ? Helper.gatherBlocks(emitter.unit) : .gather(emitter.unit)
    emitter.module.need(helper)
    emitter.text.line(
      "call void @neuralc.\(helper.name)(ptr \(memory), ptr \(first), i64 \(stride), "
        + "i64 \(group.count), i64 \(count))")
  }
}

extension Helper {
  /// Brings the elements of several items side by side; lanes without an item get those of the last.
  static func gather(_ unit: LaneType) -> Helper {
    let type = unit.element.text
    return Helper(
      name: "gather",
      text: """
        define internal void @neuralc.gather(ptr noalias %target, ptr noalias %source, i64 %stride, \
        i64 %items, i64 %elements) noinline nounwind {
          %last = sub i64 %items, 1
          br label %lanes
        lanes:
          %lane = phi i64 [ 0, %0 ], [ %lane.next, %lane.done ]
          %isItem = icmp slt i64 %lane, %last
          %item = select i1 %isItem, i64 %lane, i64 %last
          %offset = mul i64 %item, %stride
          br label %head
        head:
          %element = phi i64 [ 0, %lanes ], [ %element.next, %body ]
          %isLeft = icmp slt i64 %element, %elements
          br i1 %isLeft, label %body, label %lane.done
        body:
          %from = add i64 %offset, %element
          %address = getelementptr \(type), ptr %source, i64 %from
          %number = load \(type), ptr %address
          %row = mul i64 %element, \(unit.lanes)
          %to = add i64 %row, %lane
          %place = getelementptr \(type), ptr %target, i64 %to
          store \(type) %number, ptr %place
          %element.next = add i64 %element, 1
          br label %head
        lane.done:
          %lane.next = add i64 %lane, 1
          %goesOn = icmp slt i64 %lane.next, \(unit.lanes)
          br i1 %goesOn, label %lanes, label %done
        done:
          ret void
        }

        """)
  }
}
