import IR
import Primitives
import Types

/// What is to be recorded of one loop beside its state.
struct RecordingPlan {
  private let pair: LoopPair
  /// The costly results, as the body of the loop has them.
  private var results: ValueList = []
  /// What computes them from the state, in order.
  private var slice: [Binding] = []
  private var isSafe = true
  /// What the reverse loop does not compute any more, and what is computed twice instead.
  private var (saved, added) = (0, 0)
  private let chain: [RegionID]
  private var placesInReplay: [ValueID: Place] = [:]
  private var placesInReverse: [ValueID: Place] = [:]

  /// Where a result is computed as well.
  private typealias Place = (region: RegionID, value: ValueID)

  init(
    _ program: Program, _ pair: LoopPair, _ failures: FailureAnalysis,
    _ constants: ValueTable<Double>
  ) {
    self.pair = pair
    var numbering = RoundNumbering(program, body: pair.body, constants: constants)
    chain = numbering.chain
    let state = pair.recorded.map { program[pair.body].parameters[$0] }
    func values(_ region: RegionID) -> [Int: Place] {
      numbering.values(
        in: region, of: program, knowing: Array(zip(state, program[region].parameters)))
    }
    let (inReplay, inReverse) = (values(pair.replay), values(pair.reverse))
    var definitions: [ValueID: Binding] = [:]
    for region in chain {
      for binding in program[region].bindings {
        for result in binding.results { definitions[result] = binding }
        guard program.isCostly(binding, constants) else { continue }
        let number = numbering.number(of: binding.results[0], program)
        guard let place = inReverse[number], placesInReverse[binding.results[0]] == nil else {
          continue
        }
        results.append(binding.results[0])
        placesInReverse[binding.results[0]] = place
        placesInReplay[binding.results[0]] = inReplay[number]
      }
    }
    collectSlice(program, definitions, failures, constants)
  }

  /// Whether it takes less than to compute everything again.
  var isWorthIt: Bool { isSafe && saved > added }

  private mutating func collectSlice(
    _ program: Program, _ definitions: [ValueID: Binding], _ failures: FailureAnalysis,
    _ constants: ValueTable<Double>
  ) {
    var needed = Set(results)
    var pending = results
    while let value = pending.popLast() {
      for operand in definitions[value]?.operation.operands ?? [] where !needed.contains(operand) {
        if definitions[operand] != nil {
          needed.insert(operand)
          pending.append(operand)
        } else if let constant = constants[operand.index] {
          // A constant from outside may not be in scope everywhere.
          needed.insert(operand)
          slice.append(Binding(operand, .constant(constant)))
        }
      }
    }
    let costly = Set(results)
    for region in chain {
      for binding in program[region].bindings
      where binding.results.contains(where: needed.contains) {
        slice.append(binding)
        let isKnown = binding.operation.operands.allSatisfy(failures.knows)
        if !isKnown || failures.canFail(binding) { isSafe = false }
        let cost = program.cost(of: binding, constants)
        if costly.contains(binding.results[0]) {
          saved += cost
          added += RecordingPlan.costOfRecord * program[binding.results[0]].type.elements
        } else {
          added += cost
        }
      }
    }
  }

  /// Of a number, to write and read it.
  private static let costOfRecord = 4

  // MARK: Rewriting

  /// Has the results recorded.
  func apply(to program: inout Program) {
    let parameters = program[pair.body].parameters
    let state = ValueList(pair.recorded.map { parameters[$0] })
    extendReplay(&program, state)
    extendReverse(&program)
    let costly = Set(results)
    for region in chain {
      program[region].bindings.removeAll { $0.results.first.map(costly.contains) ?? false }
    }
    program[pair.body].parameters += results
    extendLeaves(of: pair.body, &program, parameters)
    var map = Dictionary(zip(parameters, pair.initial)) { first, _ in first }
    let start = program.copy(slice, &map)
    program[pair.loopRegion].bindings[pair.loopPosition].operation = .recordedLoop(
      initial: pair.initial + results.compactMap { map[$0] }, body: pair.body,
      recorded: pair.recorded + (0..<results.count).map { parameters.count + $0 })
    program[pair.loopRegion].bindings.insert(contentsOf: start, at: pair.loopPosition)
  }

  /// Lets each round compute the results of the next one, which has these values for parameters.
  private func extendLeaves(
    of body: RegionID, _ program: inout Program, _ parameters: ValueList
  ) {
    var pending = [body]
    while let region = pending.popLast() {
      switch program[region].terminator {
      case .yield: break
      case .branch(_, let then, let otherwise): pending += [then, otherwise]
      case .recur(let values):
        var map = Dictionary(zip(parameters, values)) { first, _ in first }
        program[region].bindings += program.copy(slice, &map)
        program[region].terminator = .recur(values + results.compactMap { map[$0] })
      }
    }
  }

  private func extendReplay(_ program: inout Program, _ state: ValueList) {
    for result in results {
      if let place = placesInReplay[result] {
        program[place.region].bindings.removeAll { $0.results == [place.value] }
        program[pair.replay].parameters.append(place.value)
      } else {
        let value = program.addValue(program[result].type, at: program[result].span)
        program[pair.replay].parameters.append(value)
      }
    }
    extendLeaves(of: pair.replay, &program, state)
  }

  private func extendReverse(_ program: inout Program) {
    for (offset, result) in results.enumerated() {
      guard let place = placesInReverse[result] else { continue }
      program[place.region].bindings.removeAll { $0.results == [place.value] }
      program[pair.reverse].parameters.insert(place.value, at: pair.recorded.count + offset)
    }
  }
}

extension Program {
  /// Whether a binding calls functions of each of its numbers.
  fileprivate func isCostly(_ binding: Binding, _ constants: ValueTable<Double>) -> Bool {
    guard case .primitive(let id, let operands, _) = binding.operation else { return false }
    let cost = id.primitive.nativeCost(of: operands.map { constants[$0.index] })
    return cost >= Primitive.functionCost
  }

  /// About how many instructions a binding takes.
  fileprivate func cost(of binding: Binding, _ constants: ValueTable<Double>) -> Int {
    guard case .primitive(let id, let operands, _) = binding.operation else { return 0 }
    let primitive = id.primitive
    if primitive.native.isElementwise {
      return primitive.nativeCost(of: operands.map { constants[$0.index] })
        * self[binding.results[0]].type.elements
    }
    return operands.reduce(0) { $0 + self[$1].type.elements }
  }
}

extension Type {
  /// How many numbers a value has; an open size counts as 1.
  fileprivate var elements: Int { sizes.reduce(1) { $0 * ($1.known ?? 1) } }
}
