import IR
import Primitives
import PythonSyntax
import Types

/// Which values are the same whatever the inputs and parameters are: Python numbers ("host") when
/// the module runs. All others are tensors.
package struct BindingTime {
  /// How a loop is run.
  package enum LoopKind {
    /// Python decides each round.
    case host
    /// Elements of a batch leave at different times.
    case masked
  }

  private var isHostValue: [Bool]
  private var isHostResult: [[Bool]]
  package private(set) var maskedLoops: Set<RegionID> = []
  private let program: Program
  private let constants: [ValueID: Double]
  private var lengths: Set<ValueID> = []
  private var changed = true
  private let isForKernel: Bool
  /// Whether any elementwise operation of numbers of the host's gives one.
  private let sharesAll: Bool
  /// What tapes hold, in kernels.
  private let tapes: TapeSources?

  /// Bodies of `tabulate`s that run once for each index, because that makes control in them the
  /// same for the whole batch; all others run once for all indices.
  package private(set) var unrolled: Set<RegionID> = []

  /// The binding times of a program, with `tabulate`s unrolled where that helps.
  package static func analyse(
    _ program: Program, functions: [FunctionID], constants: [ValueID: Double]
  ) -> BindingTime {
    func times(unrolled: Set<RegionID>) -> BindingTime {
      BindingTime(of: program, functions: functions, constants: constants, unrolled: unrolled)
    }
    let vectorised = times(unrolled: [])
    // Nothing repeats in straight-line code.
    guard program.hasControlFlow else { return vectorised }
    let candidates = vectorised.divergentTabulates(functions)
    guard !candidates.isEmpty else { return vectorised }
    let bodies = Set(candidates.keys)
    let unrolled = times(unrolled: bodies)
    let remaining = unrolled.divergentTabulates(functions)
    let better = bodies.filter { remaining[$0, default: 0] < candidates[$0, default: 0] }
    return better.isEmpty ? vectorised : times(unrolled: better)
  }

  /// The bodies of `tabulate`s with control that depends on tensors, and how much of it there is.
  private func divergentTabulates(_ functions: [FunctionID]) -> [RegionID: Int] {
    var found: [RegionID: Int] = [:]
    for function in functions {
      program.forEachBinding(from: program[function].body) { binding in
        guard case .tabulate(_, let body) = binding.operation else { return }
        var count = 0
        program.forEachBinding(from: body) { inner in
          switch inner.operation {
          case .loop(_, let body): if maskedLoops.contains(body) { count += 1 }
          case .call(_, let arguments): count += arguments.count { !isHost($0) }
          default: break
          }
        }
        if count > 0 { found[body] = count }
      }
    }
    return found
  }

  /// The binding times of a program whose rounds are all run one after the other: of a native kernel.
  ///
  /// `differing`: the entry's parameters that differ from lane to lane, where it is not all of them.
  /// What does not depend on those is one number then, however it is computed.
  package static func ofKernel(
    _ program: Program, functions: [FunctionID], differing: Range<Int>? = nil
  ) -> BindingTime {
    BindingTime(
      of: program, functions: functions, constants: program.constants(in: functions), unrolled: [],
      isForKernel: true, differing: differing)
  }

  private init(
    of program: Program, functions: [FunctionID], constants: [ValueID: Double],
    unrolled: Set<RegionID>, isForKernel: Bool = false, differing: Range<Int>? = nil
  ) {
    self.program = program
    self.isForKernel = isForKernel
    sharesAll = differing != nil
    tapes = isForKernel ? TapeSources(of: program, functions: functions) : nil
    self.unrolled = unrolled
    self.constants = constants
    isHostValue = program.values.map { $0.type == .real }
    isHostResult = program.functions.map { $0.results.map { $0 == .real } }
    let parameters = program.parameters(of: program.entry)
    for parameter in parameters[differing ?? parameters.indices] { makeTensor(parameter) }
    while changed {
      changed = false
      for function in functions { visit(function) }
    }
  }

  /// Whether a value is a Python number.
  package func isHost(_ value: ValueID) -> Bool { isHostValue[Int(value.index)] }

  /// Whether a result of a function is a Python number.
  package func isHostResult(_ function: FunctionID, _ position: Int) -> Bool {
    isHostResult[Int(function.index)][position]
  }

  /// Whether a value is the length of a dimension.
  package func isLength(_ value: ValueID) -> Bool { lengths.contains(value) }

  /// How the loop with this body is run.
  package func kind(ofLoop body: RegionID) -> LoopKind {
    maskedLoops.contains(body) ? .masked : .host
  }

  /// What can be on a tape, for each place that makes one.
  package func sources(of tape: ValueID) -> [ValueList] { tapes?.sources(of: tape) ?? [] }

  /// Whether all that can be at a position of a tape is a number of the host's. Tapes that have
  /// nothing there may have met those that have: they are on others that are one and the same.
  package func isHostOnTape(_ tape: ValueID, _ position: Int) -> Bool {
    sources(of: tape).allSatisfy { source in
      !source.indices.contains(position) || isHost(source[position])
    }
  }

  /// Whether elements of a batch can have left a loop at different times that recorded a tape.
  package func hasDivergentRounds(_ tape: ValueID) -> Bool {
    (tapes?.loops(of: tape) ?? []).contains { maskedLoops.contains($0) }
  }

  private mutating func makeTensor(_ value: ValueID) {
    guard isHostValue[Int(value.index)] else { return }
    isHostValue[Int(value.index)] = false
    changed = true
  }

  private mutating func visit(_ function: FunctionID) {
    visit(program[function].body)
    let decided = isDecidedByHost(program[function].body)
    for leaf in program.leaves(of: program[function].body) {
      for (position, value) in leaf.values.enumerated()
      where !(decided && isHost(value)) && isHostResult[Int(function.index)][position] {
        isHostResult[Int(function.index)][position] = false
        changed = true
      }
    }
  }

  /// Whether no condition at the end of a region is a tensor.
  private func isDecidedByHost(_ region: RegionID) -> Bool {
    program.tailRegions(of: region).allSatisfy { region in
      if case .branch(let condition, _, _) = program[region].terminator {
        isHost(condition)
      } else {
        true
      }
    }
  }

  private mutating func visit(_ region: RegionID) {
    for binding in program[region].bindings { visit(binding) }
    for inner in program[region].terminator.regions { visit(inner) }
  }

  private mutating func visit(_ binding: Binding) {
    switch binding.operation {
    case .constant: break
    case .undefined: if !isForKernel { makeTensors(binding.results) }
    case .primitive(let id, let operands, let attributes):
      if id.primitive.torch.isInteger { lengths.formUnion(binding.results) }
      if !isHost(id.primitive, operands, attributes) { makeTensor(binding.results[0]) }
    case .conditional(let condition, let then, let otherwise):
      visit(then)
      visit(otherwise)
      let regions = [then, otherwise]
      let decided = isHost(condition) && regions.allSatisfy(isDecidedByHost)
      join(regions.flatMap(program.leaves), into: binding.results, decided: decided)
    case .call(let callee, let arguments):
      for (parameter, argument) in zip(program.parameters(of: callee), arguments)
      where !isHost(argument) {
        makeTensor(parameter)
      }
      for (result, isHost) in zip(binding.results, isHostResult[Int(callee.index)]) where !isHost {
        makeTensor(result)
      }
    case .loop(let initial, let body): visitLoop(initial, body, binding.results)
    case .scan(let initial, _, let body):
      visitRounds(initial, body)
      makeTensors(binding.results)
    case .tabulate(_, let body):
      if !isForKernel, !unrolled.contains(body) { makeTensors(program[body].parameters) }
      visit(body)
      makeTensors(binding.results)
    case .fold(let initial, _, let body):
      visitRounds(initial, body, after: 1)
      for (result, parameter) in zip(binding.results, program[body].parameters.dropFirst())
      where !isHost(parameter) {
        makeTensor(result)
      }
    case .pack: break
    case .unpack(let tape): visitTape(tape, binding.results)
    case .recordedLoop(let initial, let body, _):
      visitLoop(initial, body, ValueList(binding.results.dropLast()))
    case .reverseLoop(let tape, let initial, let replay, let body):
      visitTape(tape, program[replay].parameters)
      visitTape(tape, ValueList(program[body].parameters.dropLast(initial.count)))
      makeTensors(program[body].parameters.suffix(initial.count) + binding.results)
      visit(replay)
      visit(body)
    }
  }

  /// Several values become tensors.
  private mutating func makeTensors(_ values: ValueList) {
    for value in values { makeTensor(value) }
  }

  /// What comes from a tape is a number of the host's if all that can be on it are.
  private mutating func visitTape(_ tape: ValueID, _ values: ValueList) {
    for source in sources(of: tape) {
      for (value, origin) in zip(values, source) where !isHost(origin) { makeTensor(value) }
    }
  }

  /// Results become tensors unless every end gives a Python number.
  private mutating func join(_ leaves: [TailLeaf], into results: ValueList, decided: Bool) {
    for (position, result) in results.enumerated() {
      let isHost = decided && leaves.allSatisfy { self.isHost($0.values[position]) }
      if !isHost { makeTensor(result) }
    }
  }

  private mutating func visitLoop(_ initial: ValueList, _ body: RegionID, _ results: ValueList) {
    visitRounds(initial, body)
    if isDivergent(body) { maskedLoops.insert(body) }
    let exits = program.leaves(of: body).filter { !$0.isRecur }
    join(exits, into: results, decided: !maskedLoops.contains(body) && isExitDecided(body))
  }

  /// Whether a tensor decides which of several exits is taken.
  private func isExitDecided(_ body: RegionID) -> Bool {
    topmostTensorBranches(of: body).allSatisfy { program.leaves(of: $0).allSatisfy(\.isRecur) }
  }

  /// A variable of a loop stays a Python number while every round gives it one.
  /// So many parameters at the front count rounds.
  private mutating func visitRounds(
    _ initial: ValueList, _ body: RegionID, after counters: Int = 0
  ) {
    let parameters = Array(program[body].parameters.dropFirst(counters))
    for (parameter, value) in zip(parameters, initial) where !isHost(value) {
      makeTensor(parameter)
    }
    visit(body)
    for leaf in program.leaves(of: body) where leaf.isRecur {
      for (parameter, value) in zip(parameters, leaf.values) where !isHost(value) {
        makeTensor(parameter)
      }
    }
    for (position, parameter) in parameters.enumerated() where isHost(parameter) {
      if updatesDiverge(body, position) { makeTensor(parameter) }
    }
  }

  /// Whether a tensor decides which of several values a variable gets.
  private func updatesDiverge(_ body: RegionID, _ position: Int) -> Bool {
    topmostTensorBranches(of: body).contains { region in
      let values = program.leaves(of: region).filter(\.isRecur).map { $0.values[position] }
      return values.contains { $0 != values[0] }
    }
  }

  /// Whether a tensor decides between another round and the end.
  private func isDivergent(_ body: RegionID) -> Bool {
    topmostTensorBranches(of: body).contains { region in
      let leaves = program.leaves(of: region)
      return leaves.contains { $0.isRecur != leaves[0].isRecur }
    }
  }

  /// The ends of a body that branch on a tensor, before any end inside them.
  private func topmostTensorBranches(of body: RegionID) -> [RegionID] {
    var found: [RegionID] = []
    var pending = [body]
    while let region = pending.popLast() {
      guard case .branch(let condition, let then, let otherwise) = program[region].terminator
      else { continue }
      if isHost(condition) { pending += [otherwise, then] } else { found.append(region) }
    }
    return found
  }

  private func isHost(_ primitive: Primitive, _ operands: ValueList, _ attributes: [Int]) -> Bool {
    if primitive.torch.isInteger { return true }
    guard operands.allSatisfy(isHost) else { return false }
    if sharesAll, primitive.native.isElementwise { return true }
    return HostArithmetic.computes(
      primitive, of: operands.map { constants[$0] }, attributes: attributes)
  }
}
