extension PythonStatement {
  /// The names that the statement may read before it assigns them.
  package var freeNames: Set<String> {
    var free: Set<String> = []
    var assigned: Set<String> = []
    collectFree(&free, &assigned)
    return free
  }

  /// Adds what is read while not certainly assigned, and what is certainly assigned afterwards.
  private func collectFree(_ free: inout Set<String>, _ assigned: inout Set<String>) {
    func read(_ expression: PythonExpression) {
      var names: Set<String> = []
      expression.collectNames(&names)
      free.formUnion(names.subtracting(assigned))
    }
    func block(_ statements: [PythonStatement], _ assigned: inout Set<String>) {
      for statement in statements { statement.collectFree(&free, &assigned) }
    }
    switch self {
    case .blank, .comment, .docstring, .breaks, .pass, .verbatim, .function: break
    case .expression(let value), .returns(let value), .raise(let value): read(value)
    case .assign(let targets, let value):
      read(value)
      for target in targets {
        if case .name(let name) = target { assigned.insert(name) } else { read(target) }
      }
    case .branch(let condition, let body, let otherwise):
      read(condition)
      var second = assigned
      block(body, &assigned)
      block(otherwise, &second)
      assigned.formIntersection(second)
    case .whileLoop(let condition, let body):
      read(condition)
      var inside = assigned
      block(body, &inside)
    case .forLoop(let target, let iterable, let body, let otherwise):
      read(iterable)
      var inside = assigned
      if case .name(let name) = target { inside.insert(name) }
      block(body, &inside)
      var behind = assigned
      block(otherwise, &behind)
    }
  }
}
