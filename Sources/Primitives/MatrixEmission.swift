import PythonSyntax

/// How matrix operations are written in Python.
enum MatrixEmission {
  /// Rows stacked.
  static func mat(_ call: TorchCall) -> PythonExpression {
    .call(.name(PythonHelper.stackRows.name), call.operands.map(\.tensor), keywords: [])
  }
}
