import Diagnostics
import IR

extension FunctionEmitter {
  func emitCall(
    _ results: ValueList, _ callee: FunctionID, _ arguments: ValueList, at span: Span
  ) {
    checkDepth(of: callee)
    let symbol = module.symbol(of: callee)
    let deeper = text.emit("add nuw nsw i64 \(depth), 1")
    var list = ["ptr %context", "i64 \(deeper)"]
    if hasLanes { list.append("\(unit.mask) \(mask ?? unit.constant(true))") }
    for (parameter, argument) in zip(program.parameters(of: callee), arguments) {
      let shape = shape(of: parameter)
      list += zip(types(of: shape), registers(of: value(argument), as: shape)).map { "\($0) \($1)" }
    }
    let shapes = program[callee].results.indices.map { resultShape(of: callee, $0) }
    let layout = RecordLayout(shapes, unit)
    let memory = results.contains { shape(of: $0).isMemory }
    // Results in memory stay where the callee puts them.
    let place =
      memory ? allocate(bytes: layout.size) : scoped { allocate(bytes: layout.size) }
    list.append("ptr \(place)")
    let status = text.emitCall("fastcc i32 \(symbol)(\(list.joined(separator: ", ")))")
    leave(ifNotZero: status)
    for (result, field) in zip(results, layout.fields) {
      let value = load(field, of: place)
      set(result, to: value)
      if case .memory(let address) = value { pinned.insert(address) }
    }
    if memory { pinned.insert(place) }
  }

  /// How a function gives a result.
  func resultShape(of function: FunctionID, _ position: Int) -> Shape {
    let type = program[function].results[position]
    return type == .real && time.isHostResult(function, position) ? .host : shape(of: type)
  }

  /// Leaves with a status that a function gave, unless it is zero.
  func leave(ifNotZero status: String) {
    let (bad, good) = (text.label("bad"), text.label("good"))
    let isBad = text.emit("icmp ne i32 \(status), 0")
    text.branch(on: isBad, to: bad, else: good)
    text.begin(bad)
    let isFailure = text.emit("icmp eq i32 \(status), 1")
    text.branch(on: isFailure, to: "failed", else: "exhausted")
    text.begin(good)
  }

  private func checkDepth(of callee: FunctionID) {
    guard looksForErrors else { return }
    let isTooDeep = text.emit("icmp sge i64 \(depth), \(program.maximumDepth)")
    fail(if: isTooDeep, lanes: mask, site: depthSite(of: callee))
  }

  func depthSite(of function: FunctionID) -> Int {
    module.site(.depth(function: program[function].name), at: program[function].span)
  }

  // MARK: Records

  /// Writes a value to its place in a record.
  func store(_ value: NativeValue, to field: RecordLayout.Field, of record: String) {
    let address = self.address(of: field, in: record)
    switch field.shape {
    case .host, .lanes, .tape:
      if case .undefined = value, field.shape != .tape { return }
      let register = registers(of: value, as: field.shape)[0]
      text.line("store \(types(of: field.shape)[0]) \(register), ptr \(address), align 4")
    case .elements(let count), .memory(let count): store(value, count: count, to: address)
    case .unchanged: break
    }
  }

  /// A value from its place in a record, where it stays if it is in memory.
  func load(_ field: RecordLayout.Field, of record: String) -> NativeValue {
    let address = self.address(of: field, in: record)
    switch field.shape {
    case .host, .lanes, .tape:
      let type = types(of: field.shape)[0]
      return value(of: [text.emit("load \(type), ptr \(address), align 4")], as: field.shape)
    case .elements(let count):
      return .elements((0..<count).map { element($0, of: .memory(address)) })
    case .memory: return .memory(address)
    case .unchanged: return .undefined
    }
  }

  func address(of field: RecordLayout.Field, in record: String) -> String {
    if field.offset == 0 { return record }
    return text.emit("getelementptr i8, ptr \(record), i64 \(field.offset)")
  }
}

/// Where values are in a piece of memory.
struct RecordLayout {
  struct Field {
    let shape: Shape
    let offset: Int
  }
  private(set) var fields: [Field] = []
  /// Bytes, a multiple of those of a register.
  private(set) var size = 0

  init(_ shapes: [Shape], _ unit: LaneType) {
    // A register that begins on a boundary of its own is in one line of the cache.
    let alignment = unit.lanes > 1 ? max(8, min(64, unit.size)) : 8
    for shape in shapes {
      if shape.hasRegisters { size = RecordLayout.padded(size, to: alignment) }
      fields.append(Field(shape: shape, offset: size))
      let bytes =
        switch shape {
        case .host, .tape: 8
        case .lanes: unit.size
        case .elements(let count), .memory(let count): count * unit.size
        case .unchanged: 0
        }
      size += RecordLayout.padded(bytes, to: 8)
    }
    size = RecordLayout.padded(size, to: alignment)
  }

  private static func padded(_ bytes: Int, to alignment: Int) -> Int {
    (bytes + alignment - 1) / alignment * alignment
  }
}

extension Shape {
  /// Whether it is numbers for all lanes.
  fileprivate var hasRegisters: Bool {
    switch self {
    case .lanes, .elements, .memory: true
    case .host, .tape, .unchanged: false
    }
  }
}
