import Analysis
import IR
import Primitives

/// What certainly flows into a value, whatever path is taken.
struct Facts: Hashable {
  /// The parameters of the function (bits, for the first 63) whose batch dimensions the value has.
  var batch: UInt64 = 0
  /// Those that PyTorch can differentiate the value by.
  var gradient: UInt64 = 0
  /// The number it is, bit for bit, where it is bound to one.
  var constant: UInt64?

  /// Of a value computed from two.
  func union(_ other: Facts) -> Facts {
    Facts(batch: batch | other.batch, gradient: gradient | other.gradient)
  }

  /// Of a value that is one of two.
  func intersection(_ other: Facts) -> Facts {
    Facts(batch: batch & other.batch, gradient: gradient & other.gradient)
  }
}

/// Finds the facts of every value of the program.
struct Flow {
  /// What the ends of a region give, where it has such ends.
  private struct Ends {
    var yields: [Facts]?
    var recurs: [Facts]?
  }

  private let program: Program
  private let time: BindingTime
  private let effects: Effects
  private let constants: [ValueID: Double]
  private var facts: [Facts]
  private var functionResults: [FunctionID: [Facts]] = [:]

  /// Loops nested deeper than this are not analysed round by round.
  private static let deepestLoop = 3

  /// Facts of the program's results.
  static func results(of context: ModuleContext) -> [Facts] {
    var flow = Flow(context)
    return flow.results(of: context.program.entry)
  }

  private init(_ context: ModuleContext) {
    program = context.program
    time = context.time
    effects = context.effects
    constants = context.constants
    facts = Array(repeating: Facts(), count: program.values.count)
  }

  private subscript(value: ValueID) -> Facts {
    get { facts[Int(value.index)] }
    set { facts[Int(value.index)] = newValue }
  }

  /// Facts of a function's results; nothing is certain of a recursion that is under way.
  private mutating func results(of function: FunctionID) -> [Facts] {
    if let known = functionResults[function] { return known }
    functionResults[function] = program[function].results.map { _ in Facts() }
    for (position, parameter) in program.parameters(of: function).enumerated() {
      let bit: UInt64 = position < 63 ? 1 << UInt64(position) : 0
      self[parameter] = Facts(batch: bit, gradient: bit)
    }
    let results = visit(program[function].body, loops: 0).yields ?? []
    functionResults[function] = results
    return results
  }

  private mutating func visit(_ region: RegionID, loops: Int) -> Ends {
    for binding in program[region].bindings { visit(binding, loops: loops) }
    switch program[region].terminator {
    case .yield(let values): return Ends(yields: values.map { self[$0] })
    case .recur(let values): return Ends(recurs: values.map { self[$0] })
    case .branch(let condition, let then, let otherwise):
      return visit(condition, then, otherwise, loops: loops)
    }
  }

  private mutating func visit(
    _ condition: ValueID, _ then: RegionID, _ otherwise: RegionID, loops: Int
  ) -> Ends {
    let first = visit(then, loops: loops)
    let second = visit(otherwise, loops: loops)
    if let constant = self[condition].constant {
      return Double(bitPattern: constant) != 0 ? first : second
    }
    func join(_ first: [Facts]?, _ second: [Facts]?) -> [Facts]? {
      guard let first, let second else { return first ?? second }
      return zip(first, second).map { first, second in
        if let constant = first.constant, constant == second.constant { return first }
        if time.isHost(condition) { return first.intersection(second) }
        var joined = Facts(batch: self[condition].batch)
        if !effects[then].needsBranch { joined = joined.union(first) }
        if !effects[otherwise].needsBranch { joined = joined.union(second) }
        return joined
      }
    }
    return Ends(
      yields: join(first.yields, second.yields), recurs: join(first.recurs, second.recurs))
  }

  private mutating func visit(_ binding: Binding, loops: Int) {
    switch binding.operation {
    case .constant(let number):
      self[binding.results[0]] = Facts(constant: number.bitPattern)
    case .undefined: break
    case .primitive(let id, let operands, _):
      self[binding.results[0]] = facts(of: id.primitive, operands)
    case .conditional(let condition, let then, let otherwise):
      set(binding.results, visit(condition, then, otherwise, loops: loops).yields)
    case .loop(let initial, let body):
      var ends = visitRounds(initial, body, loops: loops)
      if loops < Self.deepestLoop, let rounds = ends.recurs, hasRounds(initial, body) {
        // The state that the loop ends with is that after a round.
        set(program[body].parameters, rounds)
        ends = visit(body, loops: loops + 1)
      }
      set(binding.results, ends.yields)
    // Nothing at all flows into what has no elements.
    case .scan(_, 0, _), .tabulate(0, _): set(binding.results, binding.results.map { _ in Facts() })
    case .scan(let initial, _, let body):
      set(binding.results, visitRounds(initial, body, loops: loops).recurs)
    case .tabulate(_, let body): set(binding.results, visit(body, loops: loops).yields)
    case .call(let callee, let arguments):
      set(binding.results, results(of: callee).map { translate($0, arguments) })
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      binding.operation.isNeverInModules()
    }
  }

  private mutating func set(_ results: ValueList, _ facts: [Facts]?) {
    for (result, facts) in zip(results, facts ?? []) { self[result] = facts }
  }

  private func facts(of primitive: Primitive, _ operands: ValueList) -> Facts {
    if primitive.torch.isInteger { return Facts() }
    let indices = primitive.indexOperands(count: operands.count)
    var joined = Facts()
    for (position, operand) in operands.enumerated() {
      let isIndex = indices.contains(position)
      joined.batch |= self[operand].batch
      if !isIndex { joined.gradient |= self[operand].gradient }
    }
    if primitive.torch.result == .mask { joined.gradient = 0 }
    return joined
  }

  /// Facts about a function's parameters as facts about those of the caller.
  private func translate(_ result: Facts, _ arguments: ValueList) -> Facts {
    var translated = Facts()
    for (position, argument) in arguments.enumerated().prefix(63) {
      let bit: UInt64 = 1 << UInt64(position)
      if result.batch & bit != 0 { translated.batch |= self[argument].batch }
      if result.gradient & bit != 0 { translated.gradient |= self[argument].gradient }
    }
    return translated
  }

  /// Whether a loop certainly goes round.
  private func hasRounds(_ initial: ValueList, _ body: RegionID) -> Bool {
    let counted = CountedLoop(program, time, constants, initial: initial, body: body)
    return (counted?.rounds ?? 0) > 0
  }

  /// What holds at the start of a loop and after every round.
  private mutating func visitRounds(_ initial: ValueList, _ body: RegionID, loops: Int) -> Ends {
    let parameters = program[body].parameters
    var start = initial.map { self[$0] }
    if loops >= Self.deepestLoop { start = start.map { _ in Facts() } }
    while true {
      set(parameters, start)
      let ends = visit(body, loops: loops + 1)
      let next = zip(start, ends.recurs ?? start).map { $0.intersection($1) }
      if next == start { return ends }
      start = next
    }
  }
}
