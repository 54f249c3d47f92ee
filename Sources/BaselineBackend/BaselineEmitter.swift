import Analysis
import IR
import Primitives
import Types

/// Writes machine code for a program at once, without LLVM: for straight code with branches, on
/// numbers, short vectors and small matrices.
///
/// All that it costs is to go over the program once. The code is what one item needs; its results
/// are those of LLVM's code, bit for bit.
package struct BaselineEmitter {
  private let program: Program
  private let lifetimes: Lifetimes
  private let builder: BaselineBuilder
  private var values: [ShortList<Entry>]
  /// Whether there is something in the program that no code can be written for here.
  private var isUnsupported = false

  /// The most elements that a value has: more are better in a loop.
  private static let elementLimit = 16

  /// The code of a program whose sizes are all known, for x86-64 with SSE4.1 and the calling
  /// convention of Unix; `nil` where the program has what is not supported. `functions` are the
  /// elementary functions that can be called; what `check` finds ends the kernel.
  package static func emit(
    _ program: Program, _ type: ElementType, functions: Set<String>, check: ResultCheck = .none
  ) -> BaselineCode? {
    var emitter = BaselineEmitter(program, type, functions)
    return emitter.emit(check)
  }

  private init(_ program: Program, _ type: ElementType, _ functions: Set<String>) {
    self.program = program
    lifetimes = Lifetimes(of: program, functions: [program.entry])
    builder = BaselineBuilder(
      type, functions: functions, capacity: 32 * program.values.count + 1024)
    values = Array(repeating: [], count: program.values.count)
  }

  private mutating func giveUp() { isUnsupported = true }

  private var isFinished: Bool { isUnsupported || builder.isUnsupported }

  private mutating func emit(_ check: ResultCheck) -> BaselineCode? {
    let types = program.parameters(of: program.entry).map { program.type(of: $0) }
    guard (types + program[program.entry].results).allSatisfy(isSupported) else { return nil }
    for (number, parameter) in program.parameters(of: program.entry).enumerated() {
      let slots = builder.writer.loadInput(number, count: program.type(of: parameter).elementCount)
      set(parameter, to: ShortList(slots.map(Entry.number)))
    }
    let results = emit(program[program.entry].body)
    guard !isFinished else { return nil }
    for number in check.results { builder.writer.end(over: check.fault, in: results[number]) }
    for (number, result) in results.enumerated() { builder.writer.storeOutput(number, result) }
    return builder.writer.finished()
  }

  private func isSupported(_ type: Type) -> Bool {
    type != .tape && type.elementCount <= BaselineEmitter.elementLimit
  }

  // MARK: Values

  private mutating func set(_ id: ValueID, to entries: ShortList<Entry>) {
    for entry in entries { builder.writer.retain(entry) }
    values[Int(id.index)] = entries
  }

  private mutating func release(_ id: ValueID) {
    for entry in values[Int(id.index)] { builder.writer.release(entry) }
    values[Int(id.index)] = []
  }

  // MARK: Regions

  /// Writes a region; gives what it yields.
  private mutating func emit(_ region: RegionID) -> [ShortList<Entry>] {
    emitBindings(of: region)
    guard !isFinished else { return [] }
    switch program[region].terminator {
    case .yield(let results): return results.map { values[Int($0.index)] }
    case .branch, .recur:
      isUnsupported = true
      return []
    }
  }

  private mutating func emitBindings(of region: RegionID) {
    for (position, binding) in program[region].bindings.enumerated() {
      emit(binding)
      guard !isFinished else { return }
      builder.writer.releaseUnused()
      releaseDead(binding.operation.operands, after: position, of: region)
      releaseDead(binding.results, after: position, of: region)
      for inner in binding.operation.regions {
        releaseDead(program[inner].terminator.operands, after: position, of: region)
      }
    }
  }

  /// Gives back what values have that are not used any more.
  private mutating func releaseDead(
    _ values: ValueList, after position: Int, of region: RegionID
  ) {
    for value in values where lifetimes.isDead(value, after: position, of: region) {
      release(value)
    }
  }

  private mutating func emit(_ binding: Binding) {
    switch binding.operation {
    case .constant(let number): fill(binding.results[0], with: number)
    case .undefined: fill(binding.results[0], with: .nan)
    case .primitive(let id, let operands, let attributes):
      emit(id.primitive, operands, attributes, binding.results[0])
    case .conditional(let condition, let then, let otherwise):
      emitConditional(binding.results, condition, then, otherwise)
    case .loop, .scan, .tabulate, .call, .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      isUnsupported = true
    }
  }

  private mutating func fill(_ result: ValueID, with number: Double) {
    guard isSupported(program.type(of: result)) else { return giveUp() }
    set(
      result,
      to: ShortList(repeating: .constant(number), count: program.type(of: result).elementCount))
  }

  // MARK: Conditionals

  private mutating func emitConditional(
    _ results: ValueList, _ condition: ValueID, _ then: RegionID, _ otherwise: RegionID
  ) {
    guard results.allSatisfy({ isSupported(program.type(of: $0)) }) else { return giveUp() }
    let condition = values[Int(condition.index)][0]
    if case .constant(let number) = condition {
      let found = emit(number != 0 ? then : otherwise)
      for (result, entries) in zip(results, found) { set(result, to: entries) }
      return
    }
    // Slots for the results come first, so that neither branch takes them for its own.
    for result in results {
      let slots = (0..<program.type(of: result).elementCount).map { _ in builder.writer.makeSlot() }
      set(result, to: ShortList(slots.map(Entry.number)))
    }
    let toOtherwise = builder.writer.jump(unless: condition)
    emit(then, to: results)
    let toEnd = builder.writer.assembler.jump()
    builder.writer.land(toOtherwise)
    emit(otherwise, to: results)
    builder.writer.land(toEnd)
  }

  /// Writes a region, and puts what it yields into the slots of these values.
  private mutating func emit(_ region: RegionID, to results: ValueList) {
    for (result, entries) in zip(results, emit(region)) {
      for (place, entry) in zip(values[Int(result.index)], entries) {
        guard let slot = place.slot else { continue }
        builder.writer.move(builder.number(entry), to: slot)
      }
    }
    guard !isFinished else { return }
    builder.writer.releaseUnused()
  }

  // MARK: Primitives

  private mutating func emit(
    _ primitive: Primitive, _ operands: ValueList, _ attributes: [Int], _ result: ValueID
  ) {
    let type = program.type(of: result)
    guard isSupported(type) else { return giveUp() }
    builder.begin()
    for operand in operands { builder.operands.append(values[Int(operand.index)]) }
    let kind = builder.writer.type
    builder.rounding = kind
    if kind != .float64, isHost(primitive, operands, attributes) { builder.rounding = .float64 }
    let count = type.elementCount
    switch primitive.native {
    case .elementwise(let emit):
      set(result, to: list(count) { builder.entry(emit(elements(at: $0))) })
    case .truth(let emit):
      set(result, to: list(count) { builder.entry(emit(elements(at: $0)).number) })
    case .elements(let emit), .arrangement(let emit):
      guard let call = call(primitive, operands, attributes, type) else { return }
      set(result, to: list(count) { builder.entry(emit(call, indices(at: $0, of: type))) })
    case .concatenation: set(result, to: ShortList(builder.operands.joined().prefix(count)))
    case .update(let emit, _):
      builder.result = Array(builder.operands[0])
      finish(result, call(primitive, operands, attributes, type), emit)
    case .general(let emit):
      builder.result = Array(repeating: nil, count: count)
      finish(result, call(primitive, operands, attributes, type), emit)
    }
    // A number of the host's that is not known when compiling is one of double precision.
    if builder.rounding != kind, values[Int(result.index)].contains(where: { $0.slot != nil }) {
      isUnsupported = true
    }
  }

  /// Whether a real depends on nothing but numbers that are known, so that it is one in double
  /// precision whatever the kernel's precision is.
  private func isHost(_ primitive: Primitive, _ operands: ValueList, _ attributes: [Int]) -> Bool {
    var numbers: [Double?] = []
    for operand in operands {
      guard program.type(of: operand) == .real,
        case .constant(let number)? = values[Int(operand.index)].first
      else { return false }
      numbers.append(number)
    }
    return HostArithmetic.computes(primitive, of: numbers, attributes: attributes)
  }

  private mutating func finish(
    _ result: ValueID, _ call: NativeCall?, _ emit: (NativeCall) -> Void
  ) {
    guard let call else { return }
    emit(call)
    set(result, to: ShortList(builder.result.map { $0 ?? .constant(.nan) }))
  }

  /// The entries of a result, by their places.
  private func list(_ count: Int, _ entry: (Int) -> Entry) -> ShortList<Entry> {
    var entries: ShortList<Entry> = []
    for position in 0..<count { entries.append(entry(position)) }
    return entries
  }

  /// The elements of all operands at a place.
  private func elements(at position: Int) -> [NativeElement] {
    builder.operands.map { builder.handle($0.count == 1 ? $0[0] : $0[position]) }
  }

  private func indices(at position: Int, of type: Type) -> [NativeIndex] {
    let lengths = type.lengths
    let places =
      switch lengths.count {
      case 0: [Int]()
      case 1: [position]
      default: [position / lengths[1], position % lengths[1]]
      }
    return places.map { NativeIndex(builder: builder, constant: $0) }
  }

  /// A use of a primitive that is not elementwise; `nil` where an index is not known.
  private mutating func call(
    _ primitive: Primitive, _ operands: ValueList, _ attributes: [Int], _ type: Type
  ) -> NativeCall? {
    let types = operands.map { program.type(of: $0) }
    builder.indices.removeAll(keepingCapacity: true)
    for index in primitive.signature.shape.indices(operands: types, attributes: attributes) {
      guard case .constant(let number)? = builder.operands[index.operand].first,
        number > -1, number < Double(index.length.known ?? 0)
      else {
        isUnsupported = true
        return nil
      }
      builder.indices[index.operand] = Int(number)
    }
    return NativeCall(
      builder: builder, operandShapes: types.map(\.lengths), attributes: attributes,
      resultShape: type.lengths)
  }
}
