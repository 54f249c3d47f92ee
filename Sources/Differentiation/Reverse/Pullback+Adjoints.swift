import IR
import Primitives
import Types

/// Additions to adjoints, and what branches make of them.
extension Pullback {
  /// Adds to the adjoint of a value; a real is added to all elements.
  func add(_ term: ValueID, to id: ValueID) { change(id, by: .add, term, or: { term }) }

  /// Subtracts from the adjoint of a value.
  func subtract(_ term: ValueID, from id: ValueID) {
    change(id, by: .subtract, term, or: { builder.apply(.negate, [term], at: span) })
  }

  private func change(
    _ id: ValueID, by operation: PrimitiveID, _ term: ValueID, or first: () -> ValueID
  ) {
    guard relevance(id) else { return }
    let total = adjoints.toBeChanged(id) { adjointValue(for: id) }
    let changed = total.map { builder.apply(operation, [$0, term], at: span) }
    if let changed { adjoints.set(id, to: changed) } else { adjoints.set(id, to: first()) }
  }

  /// The adjoint of a value, of its type, to be changed by an operation that adds to parts of it.
  func totalAdjoint(of id: ValueID) -> ValueID {
    let type = old.type(of: id)
    guard let total = adjoints.toBeChanged(id, parameter: { adjointValue(for: id) }) else {
      return builder.constant(0, type, at: span)
    }
    return spread(total, to: type)
  }

  /// The adjoint of a value once nothing is added any more, of its type.
  func finalAdjoint(of id: ValueID) -> ValueID {
    let type = old.type(of: id)
    guard relevance(id), let adjoint = adjoints[id] else {
      return builder.constant(0, type, at: old[id].span)
    }
    return spread(adjoint, to: type)
  }

  // MARK: Branches

  /// Goes back through one of two branches. Each changes adjoints from outside; they become results.
  func reverseBranches(_ condition: ValueID, then: () -> Void, else otherwise: () -> Void) {
    let (first, firstChanges) = branch(then)
    let (second, secondChanges) = branch(otherwise)
    var changed = firstChanges.map(\.id)
    let known = Set(changed)
    changed += secondChanges.map(\.id).filter { !known.contains($0) }
    guard !changed.isEmpty else { return }
    let adjointsOfFirst = byID(firstChanges)
    let adjointsOfSecond = byID(secondChanges)
    var yields: [ValueList] = [[], []]
    var results: ValueList = []
    for id in changed {
      let candidates = [adjointsOfFirst[id] ?? adjoints[id], adjointsOfSecond[id] ?? adjoints[id]]
      let type = commonType(candidates, of: id)
      yields[0].append(brought(candidates[0], to: type, in: first))
      yields[1].append(brought(candidates[1], to: type, in: second))
      results.append(
        builder.value(type, at: old[id].span, named: old[id].name.map { "d" + $0 }))
    }
    builder.program[first].terminator = .yield(yields[0])
    builder.program[second].terminator = .yield(yields[1])
    builder.append(Binding(results, .conditional(condition, then: first, else: second)))
    for (id, result) in zip(changed, results) { adjoints.set(id, to: result) }
  }

  /// One branch, which does not yield yet.
  private func branch(_ write: () -> Void) -> (RegionID, [Adjoints.Change]) {
    adjoints.beginScope(isRound: false)
    builder.beginRegion()
    write()
    let region = builder.close(.yield([]))
    return (region, adjoints.endScope().changes)
  }

  private func byID(_ changes: [Adjoints.Change]) -> [ValueID: ValueID] {
    Dictionary(changes.map { ($0.id, $0.adjoint) }) { first, _ in first }
  }

  /// A real where all are reals, else the type of the value.
  private func commonType(_ candidates: [ValueID?], of id: ValueID) -> Type {
    let areReal = candidates.allSatisfy { $0.map { builder.program.type(of: $0) == .real } ?? true }
    return areReal ? .real : old.type(of: id)
  }

  /// An adjoint at the end of a branch that is written, `nil` being zero.
  private func brought(_ value: ValueID?, to type: Type, in region: RegionID) -> ValueID {
    if let value, builder.program.type(of: value) == type { return value }
    builder.reopen(region)
    defer { builder.closeAgain(region) }
    let zero = builder.constant(0, type, at: span)
    return value.map { builder.apply(.add, [zero, $0], at: span) } ?? zero
  }

  func reverseConditional(
    _ condition: ValueID, _ then: RegionID, _ otherwise: RegionID, _ results: ValueList
  ) {
    let cotangents = results.map { adjoints[$0] }
    reverseBranches(
      use(condition), then: { reverse(then, cotangents: cotangents) },
      else: { reverse(otherwise, cotangents: cotangents) })
  }
}
