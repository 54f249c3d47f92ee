import Primitives
import PythonSyntax

/// Arithmetic of numbers that are the same whatever the inputs are: in double precision, before
/// they meet tensors or lanes.
///
/// It is exactly those primitives whose PyTorch emission has a syntax that means the same for Python
/// floats and cannot raise; so that a number is rounded to the element type at the same place on
/// every back end.
package enum HostArithmetic {
  /// Whether a primitive of such numbers is one again. `constants` are the operands, as far as they
  /// are known.
  package static func computes(
    _ primitive: Primitive, of constants: [Double?], attributes: [Int]
  ) -> Bool {
    switch primitive.torch.form {
    case .function, .functionOfNumbers, .integer: return false
    case .infix, .prefix, .custom: break
    }
    guard attributes.isEmpty, !constants.isEmpty else { return false }
    return meaning(of: primitive.torch.syntax(call(operandCount: constants.count)), constants)
      != nil
  }

  /// The use of an emission with placeholders, `#0`, `#1`, …, in the place of operands.
  package static func call(operandCount: Int) -> TorchCall {
    let placeholders = (0..<operandCount).map { index in
      TorchOperand(
        expression: .name("#\(index)"), tensor: .name("#"), rank: 0, constant: nil, sizes: [])
    }
    return TorchCall(operands: placeholders, attributes: [], resultSizes: [], placement: [])
  }

  /// The operand that a placeholder stands for.
  package static func operand(_ placeholder: String) -> Int? {
    placeholder.first == "#" ? Int(placeholder.dropFirst()) : nil
  }

  /// What is known of an expression that means the same for Python floats.
  private enum Meaning {
    case constant(Double)
    case number
  }

  private static func meaning(
    of expression: PythonExpression, _ constants: [Double?]
  ) -> Meaning? {
    switch expression {
    case .name(let name):
      guard let operand = operand(name) else { return nil }
      return constants[operand].map(Meaning.constant) ?? .number
    case .float(let value): return .constant(value)
    case .int(let value): return .constant(Double(value))
    case .prefix(.negative, let value):
      guard let meaning = meaning(of: value, constants) else { return nil }
      if case .constant(let constant) = meaning { return .constant(-constant) }
      return .number
    case .prefix(.invert, let value):
      return meaning(of: value, constants) == nil ? nil : .number
    case .infix(let left, let operation, let right):
      guard meaning(of: left, constants) != nil, let right = meaning(of: right, constants) else {
        return nil
      }
      return infix(operation, right)
    default: return nil
    }
  }

  /// The meaning of an operation; a division by what may be zero could raise.
  private static func infix(_ operation: PythonExpression.Operator, _ right: Meaning) -> Meaning? {
    switch operation {
    case .plus, .minus, .times, .equal, .less, .greater, .lessOrEqual, .greaterOrEqual, .bitAnd,
      .bitOr:
      return .number
    case .divide:
      guard case .constant(let divisor) = right, divisor != 0, divisor.isFinite else { return nil }
      return .number
    default: return nil
    }
  }
}
