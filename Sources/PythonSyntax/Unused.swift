extension [PythonStatement] {
  /// A function's body in its final form: without unused variables, and with what was assigned only
  /// to be returned in the return statement.
  package func finished(prunable candidates: Set<String>) -> [PythonStatement] {
    var statements = withoutUnused(candidates)
    if statements.count > 1, case .returns(.name(let result)) = statements[statements.count - 1],
      case .assign(let targets, let value) = statements[statements.count - 2],
      targets == [.name(result)]
    {
      statements.removeLast(2)
      statements.append(.returns(value))
    }
    return statements
  }

  /// The statements without assignments to those of the given variables that nothing reads behind
  /// them.
  package func withoutUnused(_ candidates: Set<String>) -> [PythonStatement] {
    guard !candidates.isEmpty else { return self }
    var reads: Set<String> = []
    return removingUnused(candidates, &reads)
  }

  /// From the last statement to the first, with the names read so far.
  private func removingUnused(_ candidates: Set<String>, _ reads: inout Set<String>)
    -> [PythonStatement]
  {
    var kept: [PythonStatement] = []
    for statement in reversed() {
      switch statement {
      case .assign(let targets, _):
        if targets.count == 1, case .name(let name) = targets[0], candidates.contains(name),
          !reads.contains(name)
        {
          continue
        }
        statement.collectReads(&reads)
        kept.append(statement)
      case .branch(let condition, let body, let otherwise):
        let second = otherwise.removingUnused(candidates, &reads)
        let first = body.removingUnused(candidates, &reads)
        condition.collectNames(&reads)
        kept.append(.branch(condition, first, otherwise: second))
      case .whileLoop(let condition, let body):
        let inner = body.removingUnused(candidates, &reads)
        condition.collectNames(&reads)
        kept.append(.whileLoop(condition, inner))
      case .forLoop(let target, let iterable, let body, let otherwise):
        let last = otherwise.removingUnused(candidates, &reads)
        let inner = body.removingUnused(candidates, &reads)
        iterable.collectNames(&reads)
        kept.append(.forLoop(target, in: iterable, inner, otherwise: last))
      default:
        statement.collectReads(&reads)
        kept.append(statement)
      }
    }
    return kept.reversed()
  }
}

extension PythonStatement {
  /// Adds the names that the statement reads.
  package func collectReads(_ names: inout Set<String>) {
    switch self {
    case .blank, .comment, .docstring, .breaks, .pass, .verbatim: break
    case .expression(let value), .returns(let value), .raise(let value):
      value.collectNames(&names)
    case .assign(let targets, let value):
      value.collectNames(&names)
      for case .attribute(let object, _) in targets { object.collectNames(&names) }
    case .branch(let condition, let body, let otherwise):
      condition.collectNames(&names)
      for statement in body + otherwise { statement.collectReads(&names) }
    case .whileLoop(let condition, let body):
      condition.collectNames(&names)
      for statement in body { statement.collectReads(&names) }
    case .forLoop(_, let iterable, let body, let otherwise):
      iterable.collectNames(&names)
      for statement in body + otherwise { statement.collectReads(&names) }
    case .function(let function): for statement in function.body { statement.collectReads(&names) }
    }
  }
}

extension PythonExpression {
  /// Adds the names in the expression.
  package func collectNames(_ names: inout Set<String>) {
    switch self {
    case .name(let name): names.insert(name)
    case .float(let value): if !value.isFinite { names.insert("math") }
    case .none, .bool, .int, .string, .ellipsis: break
    case .attribute(let value, _), .prefix(_, let value), .starred(let value):
      value.collectNames(&names)
    case .call(let function, let arguments, let keywords):
      function.collectNames(&names)
      for argument in arguments { argument.collectNames(&names) }
      for keyword in keywords { keyword.value.collectNames(&names) }
    case .infix(let left, _, let right):
      left.collectNames(&names)
      right.collectNames(&names)
    case .item(let value, let indices):
      value.collectNames(&names)
      for index in indices { index.collectNames(&names) }
    case .slice(let start, let end):
      start?.collectNames(&names)
      end?.collectNames(&names)
    case .list(let elements), .tuple(let elements):
      for element in elements { element.collectNames(&names) }
    case .conditional(let value, let condition, let other):
      value.collectNames(&names)
      condition.collectNames(&names)
      other.collectNames(&names)
    }
  }
}
