import IR
import Primitives
import PythonSyntax
import Types

/// Writes one function of the program in Python.
///
/// Bindings that are used once stay expressions until their use; everything else becomes a
/// statement of the open block. Extensions of this class, one a kind of operation, do the work.
final class FunctionEmitter {
  let context: ModuleContext
  let function: FunctionID
  var names: NameScope
  /// How the code holds each value.
  var environment: [ValueID: Operand] = [:]
  /// Statements of the block that is being written.
  var block: [PythonStatement] = []
  /// How many blocks surround the open one.
  var blockDepth = 0
  /// The elements that the code runs for; all of them where there is no mask.
  var active: Operand?
  /// Which elements those are, where that is known for every index of the `tabulate`s.
  var activeTable: IndexTable?
  /// The indices of the surrounding `tabulate`s.
  var axes: [IndexTable.Axis] = []
  /// A tensor whose dtype and device new tensors take.
  var reference: PythonExpression? {
    didSet { placement = reference.map(Self.placement) ?? [] }
  }
  /// `dtype=x.dtype, device=x.device`
  private(set) var placement: [PythonExpression.Keyword] = []
  /// Where the function finds open sizes.
  var sizes: [SizeSymbol: PythonExpression] = [:]
  /// Variables that may turn out to be read by nothing: masks and guards.
  var prunable: Set<String> = []
  /// Values that need no code: a `for` statement computes them.
  var skipped: Set<ValueID> = []
  /// The parameter that says how deep a recursion is.
  var depthName = "depth"
  /// A mask that is true everywhere, once there is need of one.
  var everywhere: Operand?

  var program: Program { context.program }

  init(_ context: ModuleContext, function: FunctionID, names: NameScope) {
    self.context = context
    self.function = function
    self.names = names
    environment.reserveCapacity(min(32, context.program.values.count))
  }

  // MARK: Values

  /// How the code holds a value.
  func operand(_ value: ValueID) -> Operand {
    guard let operand = environment[value] else {
      preconditionFailure("neuralc bug: a value is used before it is emitted, please report it")
    }
    return operand
  }

  /// Holds a value as this operand: under a name of its own, or as an expression until it is used.
  func place(_ value: ValueID, _ operand: Operand) {
    var operand = operand
    operand.rank = program[value].type.rank
    let uses = context.uses[value]
    let name = program[value].name
    if operand.isAtom || uses == 0 || operand.constant != nil {
      environment[value] = operand
    } else if name == nil, uses == 1, operand.depth < Self.deepest, operand.size < Self.largest {
      environment[value] = operand
    } else {
      environment[value] = assign(operand, name ?? Self.temporary, isPrunable: true)
    }
  }

  /// The deepest expression, and the one of most operations, that is written on its own.
  private static let deepest = 10
  private static let largest = 24
  /// What values are called that the user did not name.
  static let temporary = "t"

  /// Assigns an operand to a new local variable; one that nothing reads in the end is left out.
  func assign(_ operand: Operand, _ name: String, isPrunable: Bool = false) -> Operand {
    let target = names.unique(for: name)
    if isPrunable { prunable.insert(target) }
    block.append(.assign(target, operand.expression))
    return operand.named(target)
  }

  /// The operand under a name, so that it can be written more than once.
  func atom(_ operand: Operand, _ name: String = FunctionEmitter.temporary) -> Operand {
    operand.isAtom ? operand : assign(operand, name)
  }

  /// A value under a name from here on.
  func bind(_ value: ValueID) -> Operand {
    let operand = operand(value)
    guard !operand.isAtom else { return operand }
    let bound = assign(operand, program[value].name ?? Self.temporary)
    environment[value] = bound
    return bound
  }

  // MARK: Statements

  /// The statements that `body` writes, instead of adding them to the open block.
  func captured(_ body: () -> Void) -> [PythonStatement] {
    let outer = block
    block = []
    blockDepth += 1
    body()
    blockDepth -= 1
    defer { block = outer }
    return block
  }

  // MARK: Regions

  /// Writes a region and gives what it yields (or recurs with).
  func evaluate(_ region: RegionID) -> [Operand] {
    emitBindings(of: region)
    switch program[region].terminator {
    case .yield(let values), .recur(let values): return values.map(operand)
    case .branch(let condition, let then, let otherwise):
      return choose(condition, then, otherwise)
    }
  }

  func emitBindings(of region: RegionID) {
    for binding in program[region].bindings { emit(binding) }
  }

  func emit(_ binding: Binding) {
    guard !binding.results.allSatisfy({ skipped.contains($0) }) else { return }
    switch binding.operation {
    case .constant(let value): environment[binding.results[0]] = .constant(value)
    case .undefined: place(binding.results[0], undefined(program[binding.results[0]].type))
    case .primitive(let id, let operands, let attributes):
      place(
        binding.results[0],
        emitPrimitive(id.primitive, operands, attributes, result: binding.results[0]))
    case .conditional(let condition, let then, let otherwise):
      let values = choose(condition, then, otherwise)
      for (result, value) in zip(binding.results, values) { place(result, value) }
    case .call(let callee, let arguments): emitCall(callee, arguments, binding.results)
    case .loop(let initial, let body): emitLoop(initial, body, binding.results)
    case .scan(let initial, let rounds, let body):
      emitScan(initial, rounds, body, binding.results)
    case .tabulate(let count, let body): emitTabulate(count, body, binding.results)
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      binding.operation.isNeverInModules()
    }
  }

  /// A tensor of zeros: a value that nobody looks at.
  func undefined(_ type: Type) -> Operand {
    Operand(
      expression: zeros(type), form: .tensor, rank: type.rank, level: 0, full: [], depth: 1, size: 1
    )
  }

  /// `x.new_zeros(3)`
  private func zeros(_ type: Type) -> PythonExpression {
    let shape = PythonExpression.tuple(type.sizes.map { expression(of: $0) })
    guard let reference else { return .call("torch.zeros", shape) }
    return reference.method("new_zeros", shape)
  }
}

extension Operand {
  /// The same value as the content of a variable.
  func named(_ name: String) -> Operand {
    var copy = self
    copy.expression = .name(name)
    copy.depth = 0
    copy.size = 0
    return copy
  }
}
