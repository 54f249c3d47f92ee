import IR

/// The adjoints of the program's values, as far as the sweep back has come.
///
/// Scopes are the regions of reverse code that it is in: branches, and rounds of loops. What is
/// changed in a scope and belongs outside is noted, so that the scope can give it back as results.
struct Adjoints {
  /// The adjoint of each value: of its type, or a real that all elements are.
  private var values: [ValueID?]
  /// How many scopes were open where the region of each value was entered.
  private var levels: [Int]
  private var scopes: [Scope] = []

  /// A region of reverse code.
  private struct Scope {
    let isRound: Bool
    /// The values from outside whose adjoints changed, in the order in which they did.
    var touched: [ValueID] = []
    /// The adjoint that each of them had before.
    var before: [ValueID: ValueID?] = [:]
    /// The carried values of a round, beside the adjoints of the loop's own variables.
    var carried: [Carried] = []
  }

  /// An adjoint from outside a loop that rounds add to.
  struct Carried {
    /// The value that it is the adjoint of.
    let id: ValueID
    let parameter: ValueID
    /// What it is before the first round that is reversed, `nil` for zero.
    let initial: ValueID?
  }

  /// What a scope has changed.
  struct Change {
    let id: ValueID
    let adjoint: ValueID
  }

  init(_ program: Program) {
    values = Array(repeating: nil, count: program.values.count)
    levels = Array(repeating: 0, count: program.values.count)
  }

  /// The adjoint of a value of the region at hand, `nil` for zero.
  subscript(id: ValueID) -> ValueID? { values[Int(id.index)] }

  /// Begins the sweep over a region.
  mutating func enter(_ region: Region) {
    for parameter in region.parameters { levels[Int(parameter.index)] = scopes.count }
    for binding in region.bindings {
      for result in binding.results { levels[Int(result.index)] = scopes.count }
    }
  }

  /// Begins a region of reverse code; `isRound`: what is changed in it must be carried.
  mutating func beginScope(isRound: Bool) { scopes.append(Scope(isRound: isRound)) }

  /// Ends the innermost region of reverse code, and gives what it has changed and carries.
  mutating func endScope() -> (changes: [Change], carried: [Carried]) {
    let scope = scopes.removeLast()
    var changes: [Change] = []
    for id in scope.touched {
      if let adjoint = values[Int(id.index)] { changes.append(Change(id: id, adjoint: adjoint)) }
      values[Int(id.index)] = scope.before[id] ?? nil
    }
    return (changes, scope.carried)
  }

  /// The adjoint of a value, to be added to: within a round that is what the round carries, made by
  /// `parameter` if it is not there yet.
  mutating func toBeChanged(_ id: ValueID, parameter: () -> ValueID) -> ValueID? {
    for level in levels[Int(id.index)]..<scopes.count
    where scopes[level].isRound && scopes[level].before[id] == nil {
      let carried = Carried(id: id, parameter: parameter(), initial: values[Int(id.index)])
      scopes[level].carried.append(carried)
      note(id, at: level)
      values[Int(id.index)] = carried.parameter
    }
    return values[Int(id.index)]
  }

  /// Changes an adjoint.
  mutating func set(_ id: ValueID, to adjoint: ValueID) {
    if levels[Int(id.index)] < scopes.count, scopes[scopes.count - 1].before[id] == nil {
      note(id, at: scopes.count - 1)
    }
    values[Int(id.index)] = adjoint
  }

  private mutating func note(_ id: ValueID, at level: Int) {
    scopes[level].touched.append(id)
    scopes[level].before.updateValue(values[Int(id.index)], forKey: id)
  }
}
