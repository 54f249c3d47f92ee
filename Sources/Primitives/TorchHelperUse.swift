import PythonSyntax

extension TorchEmission {
  /// The helpers that the expression of one use calls: `x ** 2` needs none, `power(x, y)` one.
  package func helpers(for call: TorchCall) -> [PythonHelper] {
    guard !helpers.isEmpty, case .custom(let write) = form else { return [] }
    let names = Set(write(call.withoutOperands).functionNames)
    return helpers.filter { names.contains($0.name) }
  }
}

extension TorchCall {
  /// The same use of operands that have no size worth mentioning.
  fileprivate var withoutOperands: TorchCall {
    TorchCall(
      operands: operands.map { operand in
        TorchOperand(
          expression: .none, tensor: .none, rank: operand.rank, constant: operand.constant,
          sizes: operand.sizes)
      }, attributes: attributes, resultSizes: resultSizes, placement: placement)
  }
}

extension PythonExpression {
  /// The plain names that are called.
  fileprivate var functionNames: [String] {
    switch self {
    case .call(let function, let arguments, let keywords):
      let own = if case .name(let name) = function { [name] } else { function.functionNames }
      return own + arguments.flatMap(\.functionNames) + keywords.flatMap(\.value.functionNames)
    case .attribute(let value, _), .prefix(_, let value), .starred(let value):
      return value.functionNames
    case .infix(let left, _, let right): return left.functionNames + right.functionNames
    case .item(let value, let indices):
      return value.functionNames + indices.flatMap(\.functionNames)
    case .list(let elements), .tuple(let elements): return elements.flatMap(\.functionNames)
    case .conditional(let value, let condition, let other):
      return [value, condition, other].flatMap(\.functionNames)
    default: return []
    }
  }
}
