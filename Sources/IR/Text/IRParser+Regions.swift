import Diagnostics
import Primitives
import Types

extension IRParser {
  /// `{ bindings terminator }`
  mutating func region(parameters: ValueList) throws(IRParseError) -> RegionID {
    try expect("{")
    let outer = visible.count - parameters.count
    var bindings: [Binding] = []
    while case .value = current.kind { bindings.append(try binding()) }
    let region = Region(
      parameters: parameters, bindings: bindings, terminator: try terminator())
    try expect("}")
    retired.formUnion(visible[outer...])
    visible.removeSubrange(outer...)
    program.regions.append(region)
    return RegionID(program.regions.count - 1)
  }

  private mutating func terminator() throws(IRParseError) -> Terminator {
    switch try word() {
    case "yield": return .yield(try operands())
    case "recur": return .recur(try operands())
    case "branch":
      let condition = try reference()
      let (then, otherwise) = try alternatives()
      return .branch(condition, then, otherwise)
    case let other: throw error("expected yield, recur or branch, found \(other)")
    }
  }

  private mutating func alternatives() throws(IRParseError) -> (RegionID, RegionID) {
    let then = try region(parameters: [])
    try expect("else")
    return (then, try region(parameters: []))
  }

  private mutating func binding() throws(IRParseError) -> Binding {
    var results: ValueList = []
    // Results come into scope behind the operation, but the numbers follow the text.
    var keys: [String] = []
    repeat {
      let (key, id) = try definition()
      keys.append(key)
      results.append(id)
    } while skip(",")
    try expect("=")
    let operation = try operation()
    for (key, id) in zip(keys, results) { bring(key, id) }
    return Binding(results, operation)
  }

  private mutating func operation() throws(IRParseError) -> Operation {
    // The names of internal primitives look like values.
    if case .value(let key, _) = current.kind {
      advance()
      return try application("%" + key)
    }
    switch try word() {
    case "undefined": return .undefined
    case "if":
      let condition = try reference()
      let (then, otherwise) = try alternatives()
      return .conditional(condition, then: then, else: otherwise)
    case "loop":
      let (initial, parameters) = try carries()
      return .loop(initial: initial, body: try region(parameters: parameters))
    case "fold":
      let rounds = try integer()
      let (initial, parameters) = try carries()
      return .fold(initial: initial, rounds: rounds, body: try region(parameters: parameters))
    case "pack": return .pack(try operands())
    case "unpack": return .unpack(try reference())
    case "recorded-loop":
      try expect("[")
      let recorded = try integers()
      let (initial, parameters) = try carries()
      return .recordedLoop(
        initial: initial, body: try region(parameters: parameters), recorded: recorded)
    case "reverse-loop": return try reverseLoop()
    case "scan":
      let rounds = try integer()
      let (initial, parameters) = try carries()
      return .scan(initial: initial, rounds: rounds, body: try region(parameters: parameters))
    case "tabulate":
      let count = try integer()
      try expect("(")
      let parameters = try definitions(until: ")")
      return .tabulate(count: count, body: try region(parameters: parameters))
    case "call": return try call()
    case let word:
      if let number = Double(word) { return .constant(number) }
      return try application(word)
    }
  }

  private mutating func application(_ name: String) throws(IRParseError) -> Operation {
    guard let id = Primitive.id(named: name) else { throw error("unknown primitive \(name)") }
    let operands = try operands()
    let attributes = !current.startsLine && skip("[") ? try integers() : []
    return .primitive(id, operands, attributes: attributes)
  }

  /// `1 2 3]`; the opening bracket has been read.
  private mutating func integers() throws(IRParseError) -> [Int] {
    var integers: [Int] = []
    while !skip("]") { integers.append(try integer()) }
    return integers
  }

  /// `%tape (parameters) { body } replay (parameters) { replay }`
  private mutating func reverseLoop() throws(IRParseError) -> Operation {
    let tape = try reference()
    let (initial, parameters) = try carries()
    let body = try region(parameters: parameters)
    try expect("replay")
    try expect("(")
    let state = try definitions(until: ")")
    let replay = try region(parameters: state)
    return .reverseLoop(tape: tape, initial: initial, replay: replay, body: body)
  }

  private mutating func call() throws(IRParseError) -> Operation {
    guard case .function(let name, let ordinal) = advance().kind else {
      throw error("expected @name")
    }
    guard let candidates = functions[name], candidates.indices.contains(ordinal - 1) else {
      throw error("unknown function @\(name)")
    }
    try expect("(")
    var arguments: ValueList = []
    while !skip(")") {
      arguments.append(try reference())
      _ = skip(",")
    }
    return .call(candidates[ordinal - 1], arguments)
  }

  /// `(%a: real = %x, …)`; parameters at the front may have no initial value.
  private mutating func carries() throws(IRParseError) -> (ValueList, ValueList) {
    var initial: ValueList = []
    var parameters: ValueList = []
    try expect("(")
    while !skip(")") {
      let (key, id) = try definition()
      if initial.isEmpty ? skip("=") : true {
        if !initial.isEmpty { try expect("=") }
        initial.append(try reference())
      }
      bring(key, id)
      parameters.append(id)
      _ = skip(",")
    }
    return (initial, parameters)
  }

  /// `%a: real, …` up to a closing bracket; the opening one has been read.
  mutating func definitions(until close: String) throws(IRParseError) -> ValueList {
    var parameters: ValueList = []
    while !skip(close) {
      let (key, id) = try definition()
      bring(key, id)
      parameters.append(id)
      _ = skip(",")
    }
    return parameters
  }

  /// `%a: real`; the key is not yet in scope.
  private mutating func definition() throws(IRParseError) -> (key: String, id: ValueID) {
    guard case .value(let key, let name) = advance().kind else {
      throw error("expected the definition of a value")
    }
    guard values[key] == nil || retired.contains(key) else {
      throw error("%\(key) is defined twice")
    }
    let type = try type()
    program.values.append(ValueInfo(type: type, span: .none, name: name))
    return (key, ValueID(program.values.count - 1))
  }

  /// Brings a value into scope.
  private mutating func bring(_ key: String, _ id: ValueID) {
    values[key] = id
    retired.remove(key)
    visible.append(key)
  }

  private mutating func operands() throws(IRParseError) -> ValueList {
    var operands: ValueList = []
    while case .value = current.kind, operands.isEmpty ? !current.startsLine : true {
      operands.append(try reference())
      guard skip(",") else { break }
    }
    return operands
  }

  private mutating func reference() throws(IRParseError) -> ValueID {
    guard case .value(let key, _) = advance().kind else { throw error("expected a value") }
    guard let id = values[key] else { throw error("%\(key) is not defined") }
    return id
  }
}
