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

  /// The statements without assignments to those of the given variables that nothing reads.
  package func withoutUnused(_ candidates: Set<String>) -> [PythonStatement] {
    var statements = self
    while true {
      var reads: Set<String> = []
      for statement in statements { statement.collectReads(&reads) }
      let unused = candidates.subtracting(reads)
      let (kept, removed) = statements.removing(unused)
      if removed == 0 { return kept }
      statements = kept
    }
  }

  /// The statements without assignments to these variables, and how many those were.
  private func removing(_ names: Set<String>) -> ([PythonStatement], Int) {
    var removed = 0
    var kept: [PythonStatement] = []
    for statement in self {
      func inner(_ block: [PythonStatement]) -> [PythonStatement] {
        let (kept, count) = block.removing(names)
        removed += count
        return kept
      }
      switch statement {
      case .assign(let targets, _):
        if targets.count == 1, case .name(let name) = targets[0], names.contains(name) {
          removed += 1
        } else {
          kept.append(statement)
        }
      case .branch(let condition, let body, let otherwise):
        kept.append(.branch(condition, inner(body), otherwise: inner(otherwise)))
      case .whileLoop(let condition, let body): kept.append(.whileLoop(condition, inner(body)))
      case .forLoop(let target, let iterable, let body, let otherwise):
        kept.append(.forLoop(target, in: iterable, inner(body), otherwise: inner(otherwise)))
      default: kept.append(statement)
      }
    }
    return (kept, removed)
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
    case .classDefinition(_, _, let body): for statement in body { statement.collectReads(&names) }
    }
  }
}

extension PythonExpression {
  /// Adds the names in the expression.
  package func collectNames(_ names: inout Set<String>) {
    switch self {
    case .name(let name): names.insert(name)
    case .none, .bool, .int, .float, .string, .ellipsis: break
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
