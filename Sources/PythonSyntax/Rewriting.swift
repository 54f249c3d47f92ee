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
}
