extension PythonExpression {
  /// The expression with some of its parts replaced: those that `replacement` gives something for.
  package func replacing(_ replacement: (PythonExpression) -> PythonExpression?) -> PythonExpression
  {
    if let new = replacement(self) { return new }
    func again(_ part: PythonExpression) -> PythonExpression { part.replacing(replacement) }
    switch self {
    case .name, .none, .bool, .int, .float, .string, .ellipsis: return self
    case .attribute(let value, let name): return .attribute(again(value), name)
    case .call(let function, let arguments, let keywords):
      return .call(
        again(function), arguments.map(again),
        keywords: keywords.map { Keyword($0.name, again($0.value)) })
    case .infix(let left, let operation, let right):
      return .infix(again(left), operation, again(right))
    case .prefix(let operation, let value): return .prefix(operation, again(value))
    case .item(let value, let indices): return .item(again(value), indices.map(again))
    case .slice(let start, let end): return .slice(start.map(again), end.map(again))
    case .list(let elements): return .list(elements.map(again))
    case .tuple(let elements): return .tuple(elements.map(again))
    case .conditional(let value, let condition, let other):
      return .conditional(again(value), condition: again(condition), again(other))
    case .starred(let value): return .starred(again(value))
    }
  }

  /// The expression with functions that it calls by name under new names.
  package func renamingCalls(_ names: [String: String]) -> PythonExpression {
    replacing { expression in
      guard case .call(.name(let name), let arguments, let keywords) = expression,
        let new = names[name]
      else { return nil }
      return .call(
        .name(new), arguments.map { $0.renamingCalls(names) },
        keywords: keywords.map { Keyword($0.name, $0.value.renamingCalls(names)) })
    }
  }
}

extension PythonStatement {
  /// The statement with its expressions transformed.
  package func mapExpressions(_ transform: (PythonExpression) -> PythonExpression)
    -> PythonStatement
  {
    func block(_ statements: [PythonStatement]) -> [PythonStatement] {
      statements.map { $0.mapExpressions(transform) }
    }
    switch self {
    case .blank, .comment, .docstring, .breaks, .pass, .verbatim: return self
    case .expression(let value): return .expression(transform(value))
    case .assign(let targets, let value): return .assign(targets, transform(value))
    case .returns(let value): return .returns(transform(value))
    case .raise(let value): return .raise(transform(value))
    case .branch(let condition, let body, let otherwise):
      return .branch(transform(condition), block(body), otherwise: block(otherwise))
    case .whileLoop(let condition, let body): return .whileLoop(transform(condition), block(body))
    case .forLoop(let target, let iterable, let body, let otherwise):
      return .forLoop(target, in: transform(iterable), block(body), otherwise: block(otherwise))
    case .function(var function):
      function.body = block(function.body)
      return .function(function)
    }
  }
}

extension String {
  /// Python source in which a function has another name where it is defined or called.
  package func renamingCalls(of name: String, to new: String) -> String {
    var result = ""
    var word = ""
    for character in self {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      result += word == name && character == "(" && result.last != "." ? new : word
      word = ""
      result.append(character)
    }
    return result + word
  }
}
