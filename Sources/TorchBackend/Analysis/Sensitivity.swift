import IR
import Primitives

/// Which values from outside a region reach an operation in it whose derivative can be infinite or
/// undefined: a branch that is not taken must not let these have a gradient.
struct Sensitivity {
  /// A region, and whether its results reach such an operation behind it.
  private struct Key: Hashable {
    let region: RegionID
    let isSensitive: Bool
  }

  private let program: Program
  private let constants: [ValueID: Double]
  private var known: [Key: Set<ValueID>] = [:]
  private var safeFunctions: [FunctionID: Bool] = [:]

  init(of program: Program, constants: [ValueID: Double]) {
    self.program = program
    self.constants = constants
  }

  /// The values that a branch needs guards for.
  mutating func guarded(in region: RegionID) -> Set<ValueID> {
    values(of: region, isSensitive: false)
  }

  /// The values that the bindings of a region need guards for, however the region ends.
  mutating func guardedByBindings(of region: RegionID) -> Set<ValueID> {
    var reached: Set<ValueID> = []
    visitBindings(of: region, &reached)
    return reached
  }

  private mutating func visitBindings(of region: RegionID, _ reached: inout Set<ValueID>) {
    for binding in program[region].bindings.reversed() {
      let isSensitive = binding.results.contains { reached.contains($0) }
      visit(binding.operation, isSensitive, &reached)
      for result in binding.results { reached.remove(result) }
    }
  }

  private mutating func values(of region: RegionID, isSensitive: Bool) -> Set<ValueID> {
    let key = Key(region: region, isSensitive: isSensitive)
    if let values = known[key] { return values }
    var reached: Set<ValueID> = []
    switch program[region].terminator {
    case .yield(let values), .recur(let values): if isSensitive { reached.formUnion(values) }
    case .branch(_, let then, let otherwise):
      merge(values(of: then, isSensitive: isSensitive), into: &reached)
      merge(values(of: otherwise, isSensitive: isSensitive), into: &reached)
    }
    visitBindings(of: region, &reached)
    for parameter in program[region].parameters { reached.remove(parameter) }
    known[key] = reached
    return reached
  }

  private mutating func visit(
    _ operation: Operation, _ isSensitive: Bool, _ reached: inout Set<ValueID>
  ) {
    switch operation {
    case .constant, .undefined: break
    case .primitive(let id, let operands, _):
      visit(id.primitive, operands, isSensitive, &reached)
    case .conditional(_, let then, let otherwise):
      merge(values(of: then, isSensitive: isSensitive), into: &reached)
      merge(values(of: otherwise, isSensitive: isSensitive), into: &reached)
    case .loop(let initial, let body), .scan(let initial, _, let body):
      let inside = values(of: body, isSensitive: isSensitive)
      // What a round computes reaches the next one: all of it, or nothing.
      guard isSensitive || !inside.isEmpty || !isSafe(body) else { break }
      merge(values(of: body, isSensitive: true), into: &reached)
      reached.formUnion(initial)
    case .tabulate(_, let body):
      merge(values(of: body, isSensitive: isSensitive), into: &reached)
    case .call(let callee, let arguments):
      if isSensitive || !isSafe(callee) { reached.formUnion(arguments) }
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      operation.isNeverInModules()
    }
  }

  private func visit(
    _ primitive: Primitive, _ operands: ValueList, _ isSensitive: Bool,
    _ reached: inout Set<ValueID>
  ) {
    if primitive.torch.result == .mask { return }
    guard isSensitive || !isSafe(primitive, operands) else { return }
    let indices = primitive.indexOperands(count: operands.count)
    for (position, operand) in operands.enumerated() where !indices.contains(position) {
      reached.insert(operand)
    }
  }

  /// Whether value and derivatives are finite for all finite operands, some of which are constants.
  private func isSafe(_ primitive: Primitive, _ operands: ValueList) -> Bool {
    if primitive.isTotal { return true }
    guard case .partials(let partials) = primitive.derivative, partials.count == operands.count
    else { return false }
    let point = FormulaPoint(operands: operands.map { constants[$0].map(Value.real) })
    return zip(partials, operands).allSatisfy { partial, operand in
      if constants[operand] != nil { return true }
      return point.value(of: partial)?.isFinite ?? false
    }
  }

  /// Whether a region has no operation that needs guards.
  private mutating func isSafe(_ region: RegionID) -> Bool {
    var isSafe = true
    program.forEachBinding(from: region) { binding in
      switch binding.operation {
      case .primitive(let id, let operands, _):
        if !self.isSafe(id.primitive, operands) { isSafe = false }
      case .call(let callee, _): if !self.isSafe(callee) { isSafe = false }
      case .constant, .undefined, .conditional, .loop, .scan, .tabulate: break
      case .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
        binding.operation.isNeverInModules()
      }
    }
    return isSafe
  }

  private mutating func isSafe(_ function: FunctionID) -> Bool {
    if let known = safeFunctions[function] { return known }
    safeFunctions[function] = false
    let result = isSafe(program[function].body)
    safeFunctions[function] = result
    return result
  }

  /// Adds the smaller set to the larger.
  private func merge(_ other: Set<ValueID>, into set: inout Set<ValueID>) {
    if other.count > set.count {
      let smaller = set
      set = other
      set.formUnion(smaller)
    } else {
      set.formUnion(other)
    }
  }
}
