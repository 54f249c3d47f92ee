import Analysis
import IR
import PythonSyntax
import Types

/// Lazy choice between two regions.
extension FunctionEmitter {
  /// What the region gives that the condition picks.
  func choose(_ condition: ValueID, _ then: RegionID, _ otherwise: RegionID) -> [Operand] {
    let test = operand(condition)
    switch test.form {
    case .constant(let value): return evaluate(value != 0 ? then : otherwise)
    case .host: return chooseByPython(HostSyntax.truth(test), then, otherwise)
    case .tensor, .mask: return chooseByMask(mask(test), then, otherwise)
    }
  }

  /// Both regions for the whole batch, and one element or the other.
  private func chooseByMask(_ test: Operand, _ then: RegionID, _ otherwise: RegionID) -> [Operand] {
    let regions = [then, otherwise]
    let guards = regions.map { guardedValues(in: $0) }
    let isMentioned =
      guards.contains { !$0.isEmpty } || regions.contains { context.effects[$0].needsMask }
    let test =
      isMentioned && !test.isAtom ? assign(test, "condition", isPrunable: true) : test
    let first = evaluate(then, where: test, isTaken: true, guarding: guards[0])
    let second = evaluate(otherwise, where: test, isTaken: false, guarding: guards[1])
    let shared = first.count > 1 ? atom(test, "condition") : test
    return zip(first, second).map { select(shared, $0, $1) }
  }

  /// One of the two regions, for the elements where the condition holds or does not hold.
  private func evaluate(
    _ region: RegionID, where test: Operand, isTaken: Bool, guarding values: ValueList
  ) -> [Operand] {
    let effects = context.effects[region]
    let (outer, outerTable) = (active, activeTable)
    defer { (active, activeTable) = (outer, outerTable) }
    if effects.needsMask {
      let mine = isTaken ? test : not(test)
      activeTable = outer == nil ? mine.table : IndexTable.both(outerTable, mine.table)
      let both = outer.map { logic($0, .bitAnd, mine) } ?? mine
      active = both.isAtom ? both : assign(both, "active", isPrunable: true)
    }
    guard effects.needsBranch, let active else {
      return withGuards(values, test, isTaken: isTaken) { evaluate(region) }
    }
    return evaluateWhereNeeded(region, active) {
      self.withGuards(values, test, isTaken: isTaken) { self.evaluate(region) }
    }
  }

  /// `if some(active): …`, with zeros for results where no element is active.
  func evaluateWhereNeeded(
    _ region: RegionID, _ active: Operand, _ evaluation: () -> [Operand]
  ) -> [Operand] {
    var results: [Operand] = []
    let body = captured { results = evaluation().map { self.joined($0, isHost: false) } }
    let types = resultTypes(of: region)
    let targets = results.map { _ in names.unique(Self.temporary) }
    let taken = body + assignment(targets, results.map(\.expression))
    let placeholders = types.map { undefined($0).expression }
    emitCompound(
      .branch(
        some(active), taken,
        otherwise: assignment(targets, placeholders)), outputs: targets)
    return zip(results, targets).map { result, target in
      var named = result.named(target)
      named.full = []
      named.table = nil
      return named
    }
  }

  /// Only the region that a Python condition picks.
  private func chooseByPython(
    _ test: Operand, _ then: RegionID, _ otherwise: RegionID
  ) -> [Operand] {
    if let truth = chooseTruth(test, then, otherwise) { return [truth] }
    var first: [Operand] = []
    var second: [Operand] = []
    var taken = captured { first = self.evaluate(then) }
    var other = captured { second = self.evaluate(otherwise) }
    let isHost = zip(first, second).map { !$0.isTensor && !$1.isTensor }
    taken += captured { first = zip(first, isHost).map { self.joined($0, isHost: $1) } }
    other += captured { second = zip(second, isHost).map { self.joined($0, isHost: $1) } }
    let isSmall = first.count == 1 && taken.isEmpty && other.isEmpty
    let isNested = [first, second].contains { operands in
      if case .conditional = operands.first?.expression { true } else { false }
    }
    if isSmall, !isNested, first[0].size + second[0].size < 6 {
      var result = first[0]
      result.expression = .conditional(
        first[0].expression, condition: test.expression, second[0].expression)
      result.depth = max(first[0].depth, second[0].depth) + 1
      result.size = first[0].size + second[0].size + test.size + 1
      return [result]
    }
    let targets = first.map { _ in names.unique(Self.temporary) }
    emitCompound(
      .branch(
        test.expression, taken + assignment(targets, first.map(\.expression)),
        otherwise: other + assignment(targets, second.map(\.expression))), outputs: targets)
    return zip(first, targets).map { $0.named($1) }
  }

  /// `and` and `or` of Python conditions.
  private func chooseTruth(_ test: Operand, _ then: RegionID, _ otherwise: RegionID) -> Operand? {
    guard let first = truth(of: then), let second = truth(of: otherwise) else { return nil }
    switch (first.constant, second.constant) {
    case (1, 0): return test
    case (0, 1): return HostSyntax.not(test)
    case (nil, 0): return HostSyntax.logic(test, .and, first)
    case (1, nil): return HostSyntax.logic(test, .or, second)
    case (0, nil): return HostSyntax.logic(HostSyntax.not(test), .and, second)
    case (nil, 1): return HostSyntax.logic(HostSyntax.not(test), .or, first)
    default: return nil
    }
  }

  /// What a region gives, where that is a truth value of Python that needs no statement.
  private func truth(of region: RegionID) -> Operand? {
    guard case .yield(let values) = program[region].terminator, values.count == 1,
      program[region].bindings.allSatisfy({ binding in
        binding.operation.regions.isEmpty && context.time.isHost(binding.results[0])
          && context.uses[binding.results[0]] == 1 && program[binding.results[0]].name == nil
      })
    else { return nil }
    emitBindings(of: region)
    let result = operand(values[0])
    switch result.form {
    case .constant(0), .constant(1): return result
    case .host(let number) where number.isTruth: return result
    default: return nil
    }
  }

  /// An operand in the form that all ways to a join agree on.
  func joined(_ operand: Operand, isHost: Bool) -> Operand {
    if isHost {
      var number = HostSyntax.float(HostSyntax.number(operand))
      number.form = .host(HostNumber())
      return number
    }
    var tensor = self.tensor(operand)
    tensor.expression = aligned(tensor, rank: tensor.rank, level: axes.count)
    tensor.level = axes.count
    tensor.full = []
    tensor.table = nil
    return tensor
  }

  /// `a, b = x, y`
  func assignment(_ targets: [String], _ values: [PythonExpression]) -> [PythonStatement] {
    var reads: Set<String> = []
    for value in values.dropFirst() { value.collectNames(&reads) }
    // One after the other where no value reads a variable that has been given a new one.
    if reads.isDisjoint(with: targets) {
      return zip(targets, values).map { .assign($0, $1) }
    }
    return [.assign(targets.map(PythonExpression.name), .tuple(values))]
  }

  /// `torch.where(test, first, second)`, or logic where both are truth values.
  func select(_ test: Operand, _ first: Operand, _ second: Operand) -> Operand {
    if var logic = selectTruth(test, first, second) {
      logic.table = IndexTable.choose(test.table, first.indexTable, second.indexTable)
      return logic
    }
    var first = real(first)
    var second = real(second)
    if let number = first.constant, number.bitPattern == second.constant?.bitPattern {
      return first
    }
    // One number may stay, if `torch.where` takes it whatever the dtype of the other is.
    if !second.fitsFloat32 { second = tensor(second) }
    if !first.fitsFloat32 || !(first.isTensor || second.isTensor) { first = tensor(first) }
    return combine([test, first, second], form: .tensor, rank: max(first.rank, second.rank)) {
      .call("torch.where", $0[0], $0[1], $0[2])
    }
  }

  /// `and` and `or`: a choice between truth values.
  private func selectTruth(_ test: Operand, _ first: Operand, _ second: Operand) -> Operand? {
    switch (first.truth, second.truth) {
    case (.always, .never): return test
    case (.never, .always): return not(test)
    case (.mask, .never): return logic(test, .bitAnd, first)
    case (.always, .mask): return logic(test, .bitOr, second)
    case (.never, .mask): return logic(not(test), .bitAnd, second)
    case (.mask, .always): return logic(not(test), .bitOr, first)
    case (.mask, .mask):
      return combine([test, mask(first), mask(second)], form: .mask, rank: 0) {
        .call("torch.where", $0[0], $0[1], $0[2])
      }
    default: return nil
    }
  }

  /// The types of what a region gives.
  private func resultTypes(of region: RegionID) -> [Type] {
    program.leaves(of: region)[0].values.map { program[$0].type }
  }
}

extension Operand {
  /// What a truth value is known to be.
  fileprivate enum Truth { case always, never, mask, number }

  /// The operand's numbers, where they are known.
  fileprivate var indexTable: IndexTable? { constant.map(IndexTable.constant) ?? table }

  fileprivate var truth: Truth {
    switch form {
    case .constant(1): .always
    case .constant(let value) where value == 0 && value.sign == .plus: .never
    case .mask: .mask
    case .host(let number): number.isTruth ? .mask : .number
    default: .number
    }
  }
}
