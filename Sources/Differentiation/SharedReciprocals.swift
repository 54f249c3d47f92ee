import IR
import Passes
import Primitives
import Types

/// Quotients of derivatives that become products with reciprocals, where that leaves fewer divisions.
///
/// A reciprocal costs a division, so it must be there already, here or further out, or take the place
/// of several divisions here, or be no work of a round or an item: with a divisor that does not change
/// in the loop around, or that depends on parameters alone, of which a batch has one set. No path
/// through the program has more divisions than it had.
struct SharedReciprocals {
  /// The results of the quotients.
  private let quotients: Set<ValueID>

  var isEmpty: Bool { quotients.isEmpty }

  /// Looks for them in a program; `activity` says what depends on its tangents and cotangents, and
  /// `parameters` which of its inputs a batch has one of.
  init(in program: Program, _ activity: Activity, parameters: Range<Int>) {
    guard program.hasQuotients else {
      quotients = []
      return
    }
    var search = QuotientSearch(program, activity)
    search.run(parameters)
    quotients = search.chosen
  }

  /// Rewrites the program.
  func write(into program: inout Program) {
    guard !isEmpty else { return }
    for region in program.regions.indices {
      guard
        program.regions[region].bindings.contains(where: { quotients.contains($0.results[0]) })
      else { continue }
      var bindings: [Binding] = []
      var reciprocals: [ValueID: ValueID] = [:]
      for var binding in program.regions[region].bindings {
        if quotients.contains(binding.results[0]),
          case .primitive(_, let operands, let attributes) = binding.operation
        {
          let divisor = operands[1]
          let reciprocal = reciprocals[divisor] ?? program.reciprocal(of: divisor, &bindings)
          reciprocals[divisor] = reciprocal
          binding.operation = .primitive(
            .multiply, [operands[0], reciprocal], attributes: attributes)
        }
        bindings.append(binding)
      }
      program.regions[region].bindings = bindings
    }
    // Those that were there already take the place of the new ones.
    Pass.commonSubexpressions.run(&program)
  }
}

extension Program {
  fileprivate var hasQuotients: Bool {
    regions.contains { region in
      region.bindings.contains { binding in
        if case .primitive(let id, _, _) = binding.operation { id.isQuotient } else { false }
      }
    }
  }

  /// Appends the reciprocal of a value to bindings.
  fileprivate mutating func reciprocal(
    of divisor: ValueID, _ bindings: inout [Binding]
  ) -> ValueID {
    let (type, span) = (type(of: divisor), self[divisor].span)
    func append(_ operation: Operation, _ type: Type) -> ValueID {
      values.append(ValueInfo(type: type, span: span))
      let result = ValueID(values.count - 1)
      bindings.append(Binding(result, operation))
      return result
    }
    let one = append(.constant(1), .real)
    return append(.primitive(.divide, [one, divisor], attributes: []), type)
  }
}

/// Looks for quotients, region by region, with what is known of the regions around.
private struct QuotientSearch {
  private let program: Program
  private let exactness: Exactness
  private let constants: ValueTable<Double>
  /// The quotients that are to become products.
  private(set) var chosen: Set<ValueID> = []
  /// How many regions around have the reciprocal of a value.
  private var known: [ValueID: Int] = [:]
  /// In how many loops, one in the other, each value is defined; none for what is the same for all
  /// items.
  private var depths: [Int32]

  /// A region that waits, or the end of one.
  private enum Step {
    case enter(RegionID, depth: Int32)
    case leave([ValueID])
  }

  init(_ program: Program, _ activity: Activity) {
    self.program = program
    exactness = Exactness(of: program, activity)
    constants = program.constantNumbers
    depths = Array(repeating: 0, count: program.values.count)
  }

  mutating func run(_ uniform: Range<Int>) {
    for (number, function) in program.functions.enumerated() {
      for (position, parameter) in program[function.body].parameters.enumerated() {
        let isUniform = FunctionID(number) == program.entry && uniform.contains(position)
        depths[Int(parameter.index)] = isUniform ? 0 : 1
      }
      var pending = [Step.enter(function.body, depth: 1)]
      while let step = pending.popLast() {
        switch step {
        case .enter(let region, let depth): look(at: region, depth, &pending)
        case .leave(let divisors): for divisor in divisors { known[divisor, default: 0] -= 1 }
        }
      }
    }
  }

  private mutating func look(at id: RegionID, _ depth: Int32, _ pending: inout [Step]) {
    let region = program[id]
    var groups: [ValueID: Group] = [:]
    var order: [ValueID] = []
    var inner: [Step] = []
    for binding in region.bindings {
      note(binding, depth)
      for region in binding.operation.regions {
        inner.append(.enter(region, depth: binding.operation.isLoop ? depth + 1 : depth))
        let parameters = program[region].parameters
        for parameter in parameters { depths[Int(parameter.index)] = depth + 1 }
      }
      guard case .primitive(let id, let operands, _) = binding.operation, id.isQuotient,
        operands.count == 2
      else { continue }
      if groups[operands[1]] == nil { order.append(operands[1]) }
      add(binding.results[0], of: operands[0], to: &groups[operands[1], default: Group()])
    }
    let available = order.filter { divisor in
      guard let group = groups[divisor] else { return false }
      let isWorthIt =
        group.hasReciprocal || known[divisor, default: 0] > 0
        || group.divisions > program.type(of: divisor).elementCount
        || depths[Int(divisor.index)] < depth
      if isWorthIt { chosen.formUnion(group.quotients) }
      return group.hasReciprocal || isWorthIt && !group.quotients.isEmpty
    }
    for divisor in available { known[divisor, default: 0] += 1 }
    inner += region.terminator.regions.map { .enter($0, depth: depth) }
    pending.append(.leave(available))
    pending += inner.reversed()
  }

  /// The quotients of a region that have a divisor in common.
  private struct Group {
    /// Those that may be rewritten.
    var quotients: [ValueID] = []
    /// How many numbers they are.
    var divisions = 0
    var hasReciprocal = false
  }

  private func add(_ quotient: ValueID, of dividend: ValueID, to group: inout Group) {
    let type = program.type(of: quotient)
    if constants[dividend.index] == 1 {
      group.hasReciprocal = true
    } else if !exactness.isNeeded(quotient) {
      group.quotients.append(quotient)
      group.divisions += type.elementCount
    }
  }

  /// What is computed from what is the same for all items is so, too.
  private mutating func note(_ binding: Binding, _ depth: Int32) {
    var own = depth
    switch binding.operation {
    case .constant: own = 0
    case .primitive(_, let operands, _) where depth == 1:
      own = operands.map { depths[Int($0.index)] }.max() ?? 0
    default: break
    }
    for result in binding.results { depths[Int(result.index)] = own }
  }
}

extension Operation {
  /// Whether its regions are gone through several times.
  fileprivate var isLoop: Bool { if case .conditional = self { false } else { true } }
}
