import Analysis
import Diagnostics
import IR
import Primitives
import Types

/// Writes one LLVM function.
final class FunctionEmitter {
  let module: ModuleContext
  let text = FunctionText()
  var frame = Frame()
  /// The lanes that are computed; `nil` where all are. Never with one lane, which branches.
  var mask: String?
  /// Whether errors are looked for; in reverse code they have been found before.
  var looksForErrors = true
  /// How deep the recursion is here.
  let depth: String
  /// The function of the program that is being written; `nil` in the kernel itself.
  let function: FunctionID?
  /// Slots of the regions that are open, the innermost last, by the address of what they hold.
  var owned: [[String: Frame.Slot]] = [[:]]
  /// Addresses that must hold what they hold up to the end of their region.
  var pinned: Set<String> = []
  /// What values that are computed where they are used need until then.
  var held: [ValueID: ValueList] = [:]
  /// How many of them need a value.
  var holders: [ValueID: Int] = [:]
  /// Where values are to be computed, as nothing else is done with them.
  var wanted: [ValueID: String] = [:]

  init(_ module: ModuleContext, function: FunctionID? = nil, depth: String) {
    self.module = module
    self.function = function
    self.depth = depth
  }

  var program: Program { module.program }
  var time: BindingTime { module.time }
  var unit: LaneType { module.unit }
  /// Whether different items can go different ways at the same time.
  var hasLanes: Bool { itemUnit.lanes > 1 }
  /// A number of each of the items that are computed side by side.
  var itemUnit: LaneType { module.layout.itemUnit }

  // MARK: Values

  func value(_ id: ValueID) -> NativeValue {
    guard let value = module.values[Int(id.index)] else {
      preconditionFailure("neuralc bug: a value that was not computed, please report it")
    }
    return value
  }

  func set(_ id: ValueID, to value: NativeValue) { module.values[Int(id.index)] = value }

  /// How a value is held where control flow joins.
  func shape(of id: ValueID) -> Shape {
    program[id].type == .real && time.isHost(id) ? .host : shape(of: program[id].type)
  }

  func shape(of type: Type) -> Shape {
    switch type {
    case .real: return .lanes
    case .tape: return .tape
    case .vec, .mat:
      let count = type.elementCount
      return count <= KernelLayout.registerLimit ? .elements(count) : .memory(count)
    }
  }

  func span(of binding: Binding) -> Span { binding.results.first.map { program[$0].span } ?? .none }

  // MARK: Numbers

  /// A number in a register of some type.
  func register(_ number: Number, as unit: LaneType) -> String {
    switch number.form {
    case .constant(let constant): return unit.constant(constant)
    case .host(let text, _):
      if unit == .host { return text }
      var scalar = text
      if unit.element == .float32 { scalar = self.text.emit("fptrunc double \(text) to float") }
      return splat(scalar, unit.element.text, lanes: unit.lanes)
    case .lanes(let text):
      if unit.lanes == self.unit.lanes { return text }
      precondition(
        self.unit.lanes == 1, "neuralc bug: lanes of unlike number, please report it")
      return splat(text, unit.element.text, lanes: unit.lanes)
    case .truth: return self.number(ofTruth: truth(of: number, as: unit), as: unit)
    }
  }

  /// 1 where a condition holds, else 0.
  func number(ofTruth condition: String, as unit: LaneType) -> String {
    text.emit(
      "select \(unit.mask) \(condition), \(unit.text) \(unit.constant(1)), "
        + "\(unit.text) \(unit.constant(0))")
  }

  /// A number in each lane.
  func register(_ number: Number) -> String { register(number, as: unit) }

  /// Where a number counts as true: any but zero.
  func truth(of number: Number, as unit: LaneType) -> String {
    switch number.form {
    case .constant(let constant): return unit.constant(constant != 0)
    case .truth(let mask, let isHost):
      if isHost || self.unit.lanes == 1 { return splat(mask, "i1", lanes: unit.lanes) }
      return mask
    case .host, .lanes:
      let register = register(number, as: unit)
      return text.emit("fcmp une \(unit.text) \(register), \(unit.constant(0))")
    }
  }

  /// The truth of a condition that is the same for all lanes.
  func uniformTruth(of number: Number) -> String {
    truth(of: number, as: number.isHost ? .host : unit)
  }

  /// One value in all lanes.
  func splat(_ text: String, _ scalar: String, lanes: Int) -> String {
    if lanes == 1 { return text }
    if Int(text) != nil || text == "true" || text == "false" || text.hasPrefix("0x") {
      return "splat (\(scalar) \(text))"
    }
    let vector = "<\(lanes) x \(scalar)>"
    let first = self.text.emit("insertelement \(vector) poison, \(scalar) \(text), i64 0")
    return self.text.emit(
      "shufflevector \(vector) \(first), \(vector) poison, <\(lanes) x i32> zeroinitializer")
  }

  /// A call of an intrinsic whose operands have the type of its result.
  func intrinsic(_ name: String, _ unit: LaneType, _ operands: [String]) -> String {
    let symbol = "@llvm.\(name).\(unit.mangling)"
    let types = operands.map { _ in unit.text }.joined(separator: ", ")
    module.declare("\(unit.text) \(symbol)(\(types))")
    let arguments = operands.map { "\(unit.text) \($0)" }.joined(separator: ", ")
    return text.emit("call \(unit.text) \(symbol)(\(arguments))")
  }

  /// Whether any lane of a mask is set.
  func any(_ mask: String) -> String { any(mask, unit) }

  /// The same for registers of another type.
  func any(_ mask: String, _ unit: LaneType) -> String {
    guard unit.lanes > 1 else { return mask }
    let symbol = "@llvm.vector.reduce.or.v\(unit.lanes)i1"
    module.declare("i1 \(symbol)(\(unit.mask))")
    return text.emit("call i1 \(symbol)(\(unit.mask) \(mask))")
  }

  /// The lanes of a mask that are computed here.
  func restricted(_ mask: String) -> String {
    guard let current = self.mask else { return mask }
    return text.emit("and \(unit.mask) \(current), \(mask)")
  }
}
