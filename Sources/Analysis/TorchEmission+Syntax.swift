import Primitives
import PythonSyntax

extension TorchEmission {
  /// Whether the result is a Python integer, whatever the operands are.
  package var isInteger: Bool {
    if case .integer = form { true } else { false }
  }

  /// The expression of a call whose operands are ready.
  package func syntax(_ call: TorchCall) -> PythonExpression {
    switch form {
    case .infix(let operation):
      return .infix(call.operands[0].expression, operation, call.operands[1].expression)
    case .prefix(let operation): return .prefix(operation, call.operands[0].expression)
    case .function(let path):
      return .call(.dotted(path), call.operands.map(\.tensor), keywords: [])
    case .functionOfNumbers(let path):
      return .call(
        .dotted(path), [call.tensor(0)] + call.operands.dropFirst().map(\.expression), keywords: [])
    case .custom(let syntax), .integer(let syntax): return syntax(call)
    }
  }
}
