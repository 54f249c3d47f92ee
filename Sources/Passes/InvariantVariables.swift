import IR

extension Pass {
  /// Takes out of loops what they only hand on.
  package static let invariantVariables = Pass(
    name: "invariant-variables",
    summary: "Variables that no round of a loop changes become the values that they start with."
  ) { program in
    guard program.hasControlFlow else { return }
    for function in program.functions {
      var regions: [RegionID] = []
      program.forEachRegion(from: function.body) { regions.append($0) }
      // Inner loops first: what they hand on can be a variable of an outer one.
      for region in regions.reversed() {
        for position in program[region].bindings.indices {
          program.takeOutInvariants(ofBinding: position, in: region)
        }
      }
    }
  }
}

extension Program {
  fileprivate mutating func takeOutInvariants(ofBinding position: Int, in region: RegionID) {
    guard case .loop(let initial, let body) = self[region].bindings[position].operation else {
      return
    }
    let parameters = self[body].parameters
    var isInvariant = parameters.map { _ in true }
    var leaves: [RegionID] = []
    var pending = [body]
    while let leaf = pending.popLast() {
      switch self[leaf].terminator {
      case .yield: break
      case .branch(_, let then, let otherwise): pending += [then, otherwise]
      case .recur(let values):
        leaves.append(leaf)
        for (index, value) in values.enumerated() where value != parameters[index] {
          isInvariant[index] = false
        }
      }
    }
    guard isInvariant.contains(true), !leaves.isEmpty else { return }
    func changing(_ values: ValueList) -> ValueList {
      ValueList(zip(values, isInvariant).filter { !$0.1 }.map(\.0))
    }
    for leaf in leaves {
      if case .recur(let values) = self[leaf].terminator {
        self[leaf].terminator = .recur(changing(values))
      }
    }
    let invariant = parameters.indices.filter { isInvariant[$0] }
    self[body].parameters = changing(parameters)
    self[region].bindings[position].operation = .loop(initial: changing(initial), body: body)
    substitute(
      ValueList(invariant.map { parameters[$0] }), by: ValueList(invariant.map { initial[$0] }),
      in: body)
  }
}
