import PythonSyntax

/// How matrix operations are written in Python.
enum MatrixEmission {
  /// Rows stacked.
  static func mat(_ call: TorchCall) -> PythonExpression {
    .call(.name(PythonHelper.stackRows.name), call.operands.map(\.tensor), keywords: [])
  }

  /// A tensor made from lengths alone.
  static func filled(_ function: String, _ call: TorchCall) -> PythonExpression {
    .call(
      .dotted(function), call.attributes.map(PythonExpression.int), keywords: call.placement)
  }

  /// A diagonal matrix from a vector, or the vector from the matrix.
  static func diag(_ call: TorchCall) -> PythonExpression {
    call.operands[0].rank == 1
      ? .call("torch.diag_embed", call.tensor(0)) : diagonal(call.tensor(0))
  }

  /// The diagonal along the last two dimensions.
  static func diagonal(_ matrix: PythonExpression) -> PythonExpression {
    matrix.method("diagonal", keywords: ["dim1": .int(-2), "dim2": .int(-1)])
  }

  /// `m[..., 1, :]`, or the helper where the index is a tensor of checked integers.
  static func row(_ call: TorchCall) -> PythonExpression {
    let index = call.operands[1]
    if let constant = index.constant {
      return .item(call.tensor(0), [.ellipsis, .int(Int(constant)), .slice(nil, nil)])
    }
    return .call("row", call.tensor(0), index.tensor)
  }

  /// `m[..., 1]`, or the helper where the index is a tensor of checked integers.
  static func col(_ call: TorchCall) -> PythonExpression {
    let index = call.operands[1]
    if let constant = index.constant {
      return .item(call.tensor(0), [.ellipsis, .int(Int(constant))])
    }
    return .call("row", .attribute(call.tensor(0), "mT"), index.tensor)
  }

  /// The helper up to three rows, where PyTorch's own derivatives need help.
  static func det(_ call: TorchCall) -> PythonExpression {
    if case .int(let rows) = call.operands[0].sizes[0], rows > 3 {
      return .call("torch.linalg.det", call.tensor(0))
    }
    return .call("det", call.tensor(0))
  }

  /// `a @ b`, a vector taken as one column.
  static func product(_ call: TorchCall) -> PythonExpression {
    guard call.operands[1].rank == 1 else {
      return .infix(call.tensor(0), .matmul, call.tensor(1))
    }
    return PythonExpression.infix(
      call.tensor(0), .matmul, call.tensor(1).method("unsqueeze", .int(-1))
    ).method("squeeze", .int(-1))
  }

  /// The same for the solution of linear equations.
  static func solve(_ call: TorchCall) -> PythonExpression {
    guard call.operands[1].rank == 1 else {
      return .call("solve", call.tensor(0), call.tensor(1))
    }
    return PythonExpression.call(
      "solve", call.tensor(0), call.tensor(1).method("unsqueeze", .int(-1))
    ).method("squeeze", .int(-1))
  }
}
