import PythonSyntax

/// How vector operations are written in Python.
enum VectorEmission {
  /// Constants in one literal, anything else stacked.
  static func vec(_ call: TorchCall) -> PythonExpression {
    let constants = call.operands.compactMap(\.constant)
    if constants.count == call.operands.count {
      return .call(
        .dotted("torch.tensor"), [.list(constants.map(PythonExpression.float))],
        keywords: call.placement)
    }
    return .call(
      .name(PythonHelper.stack.name), call.operands.map(\.tensor), keywords: [])
  }

  /// `v[..., 2]`, `m[..., 0, 1]`, or the helpers where an index is a tensor of checked integers.
  static func ref(_ call: TorchCall) -> PythonExpression {
    let indices = call.operands.dropFirst()
    let constants = indices.compactMap(\.constant)
    if constants.count == indices.count {
      return .item(call.tensor(0), [.ellipsis] + constants.map { .int(Int($0)) })
    }
    let vector = indices.count == 2 ? MatrixEmission.row(call) : call.tensor(0)
    return element(of: vector, at: call.operands[call.operands.count - 1])
  }

  /// The element at one index.
  private static func element(of vector: PythonExpression, at index: TorchOperand)
    -> PythonExpression
  {
    if let constant = index.constant { return .item(vector, [.ellipsis, .int(Int(constant))]) }
    return .call("element", vector, index.tensor)
  }

  /// `s.unsqueeze(-1) * v`
  static func scale(_ call: TorchCall) -> PythonExpression {
    let factor = call.operands[0]
    if factor.constant != nil { return .infix(factor.expression, .times, call.tensor(1)) }
    let dimensions = Array(repeating: PythonExpression.none, count: call.operands[1].rank)
    return .infix(.item(factor.tensor, [.ellipsis] + dimensions), .times, call.tensor(1))
  }
}
