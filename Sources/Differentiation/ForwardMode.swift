import Diagnostics
import IR
import Passes
import Primitives
import Types

/// Forward-mode differentiation, from IR to IR.
package enum ForwardMode {
  /// A program that computes the Jacobian-vector product along with the value.
  ///
  /// Its inputs are those of the program, then the tangents of the seeded inputs, then those of the
  /// seeded trainable parameters; it gives the values, then their tangents. It is as lazy as the
  /// program, and can be differentiated again.
  package static func pushforward(
    of program: Program, inputs: [Int], parameters: [Int] = []
  ) -> Program {
    let offset = program.inputs.count
    let seeds = inputs + parameters.map { offset + $0 }
    var transform = Pushforward(program, seeds: seeds) { "d " + $0 }
    return transform.run()
  }

  /// The same by inputs and trainable parameters at the positions `wrt` (inputs first), for kernels.
  ///
  /// The inputs are those of the program, its trainable parameters, and a tangent for each of `wrt`.
  /// Of what `ReverseMode` has made, it is the exact second derivative.
  package static func pushforward(of program: Program, wrt: [Int]) -> Program {
    var transform = Pushforward(program.withParametersAsInputs(), seeds: wrt) { "%tangent " + $0 }
    var result = transform.run()
    Pipeline.cleaning.run(&result)
    return result
  }
}

/// One run of the transformation.
private struct Pushforward {
  private let old: Program
  private let activity: Activity
  /// Positions of the seeded parameters of the entry, in the order of their tangents.
  private let seeds: [Int]
  private let tangentName: (String) -> String
  private var builder: Builder
  /// The copy and the tangent of each value of the program.
  private var copies: [ValueID]
  private var tangents: [ValueID?]
  /// The differentiated version of each function that has one.
  private var differentiated: [FunctionID?]

  /// `name` makes the name of a tangent from that of what it is the tangent of.
  init(_ program: Program, seeds: [Int], name: @escaping (String) -> String) {
    old = program
    tangentName = name
    self.seeds = seeds
    activity = Activity(program, seeds: Set(seeds))
    builder = Builder(program)
    copies = Array(repeating: ValueID(-1), count: program.values.count)
    tangents = Array(repeating: nil, count: program.values.count)
    differentiated = Array(repeating: nil, count: program.functions.count)
  }

  mutating func run() -> Program {
    let functions = old.functions.indices.map(FunctionID.init).filter {
      activity.isDifferentiated($0)
    }
    // Functions of their own for differentiated ones, before any body calls them.
    for function in functions {
      differentiated[Int(function.index)] = FunctionID(builder.program.functions.count)
      let tangents = old[function].results.enumerated().compactMap { position, type in
        hasTangent(ofResult: position, of: function) ? type : nil
      }
      builder.program.functions.append(
        Function(
          name: old[function].name + "'", span: old[function].span, body: old[function].body,
          results: old[function].results + tangents))
    }
    for function in functions { differentiate(function) }
    differentiateEntry()
    return builder.finish()
  }

  // MARK: Functions

  private mutating func differentiate(_ function: FunctionID) {
    guard let target = differentiated[Int(function.index)] else { return }
    let active = old[function].results.indices.map { hasTangent(ofResult: $0, of: function) }
    builder.program[target].body = region(old[function].body, yields: active)
  }

  private mutating func differentiateEntry() {
    let entry = old[old.entry]
    let body = old[entry.body]
    let primals = body.parameters.map { copy($0) }
    let inputs = old.inputs.count
    // Where the entry also calls itself, its parameters may have tangents there and not here.
    for parameter in body.parameters { tangents[Int(parameter.index)] = nil }
    let seedTangents = seeds.map { tangent(for: body.parameters[$0]) }
    for seed in seeds { declareTangent(of: seed) }
    let parameters = primals[..<inputs] + seedTangents + primals[inputs...]
    let id = region(
      entry.body, parameters: ValueList(parameters), yields: entry.results.map { _ in true })
    builder.program.functions.append(
      Function(
        name: entry.name, span: entry.span, body: id, results: entry.results + entry.results))
    builder.program.entry = FunctionID(builder.program.functions.count - 1)
  }

  /// Declares the input that is the tangent of the entry's parameter at a position.
  private mutating func declareTangent(of seed: Int) {
    let inputs = old.inputs.count
    var name = tangentName(
      seed < inputs ? old.inputs[seed].name : old.parameters[seed - inputs].name)
    while builder.program.inputs.contains(where: { $0.name == name }) { name = tangentName(name) }
    let parameter = old[old.parameters(of: old.entry)[seed]]
    builder.program.inputs.append(Input(name: name, type: parameter.type, span: parameter.span))
  }

  // MARK: Values

  private mutating func copy(_ id: ValueID) -> ValueID {
    let info = old[id]
    let copy = builder.value(info.type, at: info.span, named: info.name)
    copies[Int(id.index)] = copy
    return copy
  }

  /// A new value for the tangent of a value.
  private mutating func tangent(for id: ValueID) -> ValueID {
    let info = old[id]
    let tangent = builder.value(info.type, at: info.span, named: info.name.map { "d" + $0 })
    tangents[Int(id.index)] = tangent
    return tangent
  }

  /// Whether a result of a function has a tangent beside it.
  private func hasTangent(ofResult position: Int, of function: FunctionID) -> Bool {
    activity.isResultActive(function, position) && old[function].results[position] != .tape
  }

  /// Whether a value has a tangent beside it: a tape has tangents on it.
  private func hasTangent(_ id: ValueID) -> Bool { activity(id) && old[id].type != .tape }

  private func primal(_ id: ValueID) -> ValueID { copies[Int(id.index)] }

  /// The tangent of a value where one must exist.
  private mutating func anyTangent(_ id: ValueID) -> ValueID {
    tangents[Int(id.index)] ?? builder.constant(0, old[id].type, at: old[id].span)
  }

  /// Values, then the tangents of those that are to have one.
  private mutating func withTangents(_ values: ValueList, _ active: [Bool]) -> ValueList {
    values.map { primal($0) } + zip(values, active).filter(\.1).map { anyTangent($0.0) }
  }

  /// New values for a list of results or parameters, then their tangents.
  private mutating func define(_ ids: ValueList, _ active: [Bool]) -> ValueList {
    let primals = ids.map { copy($0) }
    return primals + zip(ids, active).filter(\.1).map { tangent(for: $0.0) }
  }

  // MARK: Regions

  /// The differentiated region; `yields` and `recurs` say which values have tangents beside them.
  private mutating func region(
    _ id: RegionID, parameters: ValueList? = nil, yields: [Bool], recurs: [Bool] = []
  ) -> RegionID {
    let source = old[id]
    let parameters =
      parameters ?? define(source.parameters, source.parameters.map { hasTangent($0) })
    builder.beginRegion()
    for binding in source.bindings { differentiate(binding) }
    let terminator = terminator(source.terminator, yields: yields, recurs: recurs)
    return builder.close(parameters: parameters, terminator)
  }

  private mutating func terminator(_ terminator: Terminator, yields: [Bool], recurs: [Bool])
    -> Terminator
  {
    switch terminator {
    case .yield(let values): return .yield(withTangents(values, yields))
    case .recur(let values): return .recur(withTangents(values, recurs))
    case .branch(let condition, let then, let otherwise):
      let thenRegion = region(then, yields: yields, recurs: recurs)
      let elseRegion = region(otherwise, yields: yields, recurs: recurs)
      return .branch(primal(condition), thenRegion, elseRegion)
    }
  }

  // MARK: Bindings

  private mutating func differentiate(_ binding: Binding) {
    let active = binding.results.map { hasTangent($0) }
    switch binding.operation {
    case .constant, .undefined:
      builder.append(Binding(binding.results.map { copy($0) }, binding.operation))
    case .primitive(let id, let operands, let attributes):
      differentiate(binding.results[0], id, operands, attributes)
    case .conditional(let condition, let then, let otherwise):
      let thenRegion = region(then, yields: active)
      let elseRegion = region(otherwise, yields: active)
      builder.append(
        Binding(
          define(binding.results, active),
          .conditional(primal(condition), then: thenRegion, else: elseRegion)))
    case .loop(let initial, let body):
      let carried = old[body].parameters.map { activity($0) }
      let start = withTangents(initial, carried)
      let body = region(body, yields: active, recurs: carried)
      builder.append(Binding(define(binding.results, active), .loop(initial: start, body: body)))
    case .scan(let initial, let rounds, let body):
      // A result is active exactly if its variable is.
      let start = withTangents(initial, active)
      let body = region(body, yields: [], recurs: active)
      builder.append(
        Binding(
          define(binding.results, active), .scan(initial: start, rounds: rounds, body: body)))
    case .tabulate(let count, let body):
      let body = region(body, yields: active)
      builder.append(
        Binding(define(binding.results, active), .tabulate(count: count, body: body)))
    case .call(let callee, let arguments):
      differentiateCall(callee, arguments, binding.results, active)
    case .fold(let initial, let rounds, let body):
      // A result is active exactly if its variable is.
      let start = withTangents(initial, active)
      let body = round(body, state: 1, carried: active)
      builder.append(
        Binding(
          define(binding.results, active), .fold(initial: start, rounds: rounds, body: body)))
    case .pack(let values):
      let fields = values.indices.map { carriesTangent(values[$0], $0, on: binding.results[0]) }
      let all = withTangents(values, fields)
      builder.append(Binding([copy(binding.results[0])], .pack(all)))
    case .unpack(let tape):
      let operation = Operation.unpack(primal(tape))
      builder.append(Binding(define(binding.results, active), operation))
    case .recordedLoop(let initial, let body, let recorded):
      differentiateRecordedLoop(initial, body, recorded, binding.results, active)
    case .reverseLoop(let tape, let initial, let replay, let body):
      let start = withTangents(initial, active)
      let state = old[body].parameters.count - initial.count
      let body = round(body, state: state, carried: active)
      let again = old[replay].parameters.map { activity($0) }
      let replay = region(replay, yields: [], recurs: again)
      builder.append(
        Binding(
          define(binding.results, active),
          .reverseLoop(tape: primal(tape), initial: start, replay: replay, body: body)))
    }
  }

  // MARK: Tapes

  /// Whether a value has a tangent beside it where it is packed: tapes have theirs on them.
  private func carriesTangent(_ value: ValueID, _ position: Int, on tape: ValueID) -> Bool {
    old[value].type != .tape && activity.isFieldActive(position, of: tape)
  }

  /// The state that is recorded has its tangents behind it, too.
  private mutating func differentiateRecordedLoop(
    _ initial: ValueList, _ body: RegionID, _ recorded: [Int], _ results: ValueList,
    _ active: [Bool]
  ) {
    let carried = old[body].parameters.map { activity($0) }
    let tangents = carried.indices.filter { carried[$0] }
    let positions =
      recorded
      + tangents.enumerated().filter { recorded.contains($0.element) }.map {
        carried.count + $0.offset
      }
    let start = withTangents(initial, carried)
    let body = region(body, yields: Array(active.dropLast()), recurs: carried)
    let values = define(ValueList(results.dropLast()), Array(active.dropLast()))
    builder.append(
      Binding(
        values + [copy(results[results.count - 1])],
        .recordedLoop(initial: start, body: body, recorded: positions)))
  }

  /// A round whose first parameters are no carried values.
  private mutating func round(_ id: RegionID, state count: Int, carried: [Bool]) -> RegionID {
    let state = ValueList(old[id].parameters[..<count])
    let parameters =
      define(state, state.map { activity($0) })
      + define(ValueList(old[id].parameters[count...]), carried)
    return region(id, parameters: parameters, yields: [], recurs: carried)
  }

  private mutating func differentiate(
    _ result: ValueID, _ id: PrimitiveID, _ operands: ValueList, _ attributes: [Int]
  ) {
    let primalOperands = operands.map { primal($0) }
    let primalResult = copy(result)
    builder.append(
      Binding(primalResult, .primitive(id, primalOperands, attributes: attributes)))
    guard activity(result) else { return }
    var lowering = FormulaLowering(
      operands: primalOperands, result: primalResult,
      tangents: operands.map { tangents[Int($0.index)] }, span: old[result].span)
    let tangent = lowering.tangent(of: id, attributes: attributes, in: &builder)
    tangents[Int(result.index)] = tangent
  }

  private mutating func differentiateCall(
    _ callee: FunctionID, _ arguments: ValueList, _ results: ValueList, _ active: [Bool]
  ) {
    let isActive = results.contains { activity($0) }
    guard isActive, let target = differentiated[Int(callee.index)] else {
      builder.append(Binding(results.map { copy($0) }, .call(callee, arguments.map { primal($0) })))
      return
    }
    let parameters = old.parameters(of: callee).map { hasTangent($0) }
    let arguments = withTangents(arguments, parameters)
    builder.append(Binding(define(results, active), .call(target, arguments)))
  }
}
