import IR

extension FunctionEmitter {
  // MARK: Packed values

  /// Values on a tape, which stay where they are as long as the tape goes nowhere.
  func pack(_ ids: ValueList, on tape: ValueID) -> NativeValue {
    let values = ids.map(value)
    for case .memory(let address) in values { pinned.insert(address) }
    let shapes = tapeShapes(of: ids, on: tape)
    return .packed(
      shapes.enumerated().map { position, shape in
        let value = values.indices.contains(position) ? values[position] : .undefined
        return PackedValue(shape: shape, value: value)
      })
  }

  /// How values are held on a tape: in the layout of the longest of those that can flow to one place
  /// and begin with values of the same types, as tangents lie behind what they are the tangents of.
  func tapeShapes(of ids: ValueList, on tape: ValueID) -> [Shape] {
    let types = ids.map { program[$0].type }
    let longest = time.sources(of: tape).reduce(ids) { longest, row in
      let begins =
        row.count > longest.count && row.prefix(ids.count).map { program[$0].type } == types
      return begins ? row : longest
    }
    return longest.enumerated().map { position, id in
      program[id].type == .real && time.isHostOnTape(tape, position)
        ? .host : shape(of: program[id].type)
    }
  }

  func unpack(_ tape: ValueID, _ results: ValueList) {
    switch value(tape) {
    case .packed(let values):
      for (result, packed) in zip(results, values) { set(result, to: packed.value) }
    case .tape(let record):
      let layout = RecordLayout(tapeShapes(of: results, on: tape), unit)
      for (result, field) in zip(results, layout.fields) {
        set(result, to: load(field, of: record))
      }
    default:
      for result in results { set(result, to: .undefined) }
    }
  }

  /// The address of a tape's record.
  func tape(of value: NativeValue) -> String {
    switch value {
    case .tape(let record): return record
    case .packed(let values):
      let layout = RecordLayout(values.map(\.shape), unit)
      let record = arena(bytes: "\(max(8, layout.size))")
      for (packed, field) in zip(values, layout.fields) {
        store(packed.value, to: field, of: record)
      }
      return record
    default: return "null"
    }
  }

  // MARK: The arena

  /// Memory that lives until it is given back with all that came later.
  func arena(bytes: String) -> String {
    module.need(.arena)
    let address = text.emitCall("ptr @neuralc.arena(ptr %context, i64 \(bytes))")
    let isMissing = text.emit("icmp eq ptr \(address), null")
    let good = text.label("good")
    text.branch(on: isMissing, to: "exhausted", else: good)
    text.begin(good)
    return address
  }

  /// How full the arena is, where a region takes from it.
  func markArena(for region: RegionID) -> [String]? {
    var takes = false
    program.forEachBinding(from: region) { binding in
      switch binding.operation {
      case .pack, .recordedLoop, .call: takes = true
      default: break
      }
    }
    return takes ? markArena() : nil
  }

  func markArena() -> [String] {
    module.need(.arena)
    return Arena.fields.map { field in
      text.emit("load ptr, ptr \(contextField(field)), align 8")
    }
  }

  func releaseArena(to mark: [String]?) {
    guard let mark else { return }
    for (field, register) in zip(Arena.fields, mark) {
      text.line("store ptr \(register), ptr \(contextField(field)), align 8")
    }
  }

  /// The address of a field of the context.
  func contextField(_ index: Int) -> String {
    text.emit("getelementptr i64, ptr %context, i64 \(index)")
  }
}
