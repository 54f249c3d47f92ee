import Analysis
import Primitives
import PythonSyntax

/// Primitives of Python numbers: those whose emission has a syntax that means the same for floats.
enum HostSyntax {
  /// Integers beyond this are not exact as floats.
  private static let exact = 1 << 53

  /// The primitive of these operands as a Python expression, or `nil` where that would not be the
  /// same in double precision or could raise.
  static func apply(_ primitive: Primitive, to operands: [Operand], attributes: [Int]) -> Operand? {
    guard operands.allSatisfy({ !$0.isTensor }),
      HostArithmetic.computes(primitive, of: operands.map(\.constant), attributes: attributes)
    else { return nil }
    let call = HostArithmetic.call(operandCount: operands.count)
    return interpret(primitive.torch.syntax(call), operands)
  }

  /// The meaning of an emitted expression for Python numbers.
  private static func interpret(_ expression: PythonExpression, _ operands: [Operand]) -> Operand? {
    switch expression {
    case .name(let name):
      return HostArithmetic.operand(name).map { operands[$0] }
    case .float(let value): return .constant(value)
    case .int(let value): return .constant(Double(value))
    case .prefix(.negative, let value):
      guard let value = interpret(value, operands).map(float) else { return nil }
      if let constant = value.constant { return .constant(-constant) }
      return combined(.prefix(.negative, value.expression), HostNumber(), [value])
    case .prefix(.invert, let value):
      guard let value = interpret(value, operands) else { return nil }
      return not(value)
    case .infix(let left, let operation, let right):
      guard let left = interpret(left, operands), let right = interpret(right, operands) else {
        return nil
      }
      return infix(left, operation, right)
    default: return nil
    }
  }

  private static func infix(
    _ left: Operand, _ operation: PythonExpression.Operator, _ right: Operand
  ) -> Operand? {
    switch operation {
    case .plus, .minus, .times: return arithmetic(left, operation, right)
    case .divide:
      guard let divisor = right.constant, divisor != 0, divisor.isFinite else { return nil }
      return floats(left, operation, right)
    case .equal, .less, .greater, .lessOrEqual, .greaterOrEqual:
      return combined(
        .infix(number(left).expression, operation, number(right).expression),
        HostNumber(isTruth: true), [left, right])
    case .bitAnd: return logic(left, .and, right)
    case .bitOr: return logic(left, .or, right)
    default: return nil
    }
  }

  /// Integers stay integers where the result is exact and has no negative zero to lose.
  private static func arithmetic(
    _ left: Operand, _ operation: PythonExpression.Operator, _ right: Operand
  ) -> Operand {
    guard let a = range(left), let b = range(right) else { return floats(left, operation, right) }
    let ends: [Int]
    switch operation {
    case .plus: ends = [a.lowerBound + b.lowerBound, a.upperBound + b.upperBound]
    case .minus: ends = [a.lowerBound - b.upperBound, a.upperBound - b.lowerBound]
    default:
      let (largest, overflow) = a.upperBound.multipliedReportingOverflow(by: b.upperBound)
      guard a.lowerBound >= 0, b.lowerBound >= 0, !overflow else {
        return floats(left, operation, right)
      }
      ends = [0, largest]
    }
    guard ends[0] > -exact, ends[1] < exact else { return floats(left, operation, right) }
    let expression = PythonExpression.infix(integer(left), operation, integer(right))
    return combined(expression, HostNumber(range: ends[0]...ends[1]), [left, right])
  }

  private static func floats(
    _ left: Operand, _ operation: PythonExpression.Operator, _ right: Operand
  ) -> Operand {
    let left = float(left)
    let right = float(right)
    return combined(
      .infix(left.expression, operation, right.expression), HostNumber(), [left, right])
  }

  /// The operand as a condition of Python.
  static func truth(_ operand: Operand) -> Operand {
    switch operand.form {
    case .constant(let value):
      return Operand(expression: .bool(value != 0), form: .host(HostNumber(isTruth: true)))
    case .host(let number) where number.isTruth: return operand
    default:
      return combined(
        .infix(operand.expression, .notEqual, .int(0)), HostNumber(isTruth: true), [operand])
    }
  }

  /// The opposite of a condition.
  static func not(_ operand: Operand) -> Operand {
    let value = truth(operand)
    return combined(.prefix(.not, value.expression), HostNumber(isTruth: true), [value])
  }

  static func logic(
    _ left: Operand, _ operation: PythonExpression.Operator, _ right: Operand
  ) -> Operand {
    let left = truth(left)
    let right = truth(right)
    return combined(
      .infix(left.expression, operation, right.expression), HostNumber(isTruth: true),
      [left, right])
  }

  /// The operand as a float.
  static func float(_ operand: Operand) -> Operand {
    guard case .host(let number) = operand.form, number.isTruth || number.range != nil else {
      return operand
    }
    return combined(.call("float", operand.expression), HostNumber(), [operand])
  }

  /// The operand as a number that is no truth value.
  static func number(_ operand: Operand) -> Operand {
    guard case .host(let number) = operand.form, number.isTruth else { return operand }
    return float(operand)
  }

  /// The range of an integer, where the operand is one.
  private static func range(_ operand: Operand) -> ClosedRange<Int>? {
    switch operand.form {
    case .host(let number): return number.range
    case .constant(let value):
      guard let value = Int(exactly: value), abs(value) < exact else { return nil }
      return value...value
    case .tensor, .mask: return nil
    }
  }

  /// An operand with a range, written as an integer.
  private static func integer(_ operand: Operand) -> PythonExpression {
    if let constant = operand.constant { return .int(Int(constant)) }
    return operand.expression
  }

  private static func combined(
    _ expression: PythonExpression, _ number: HostNumber, _ parts: [Operand]
  ) -> Operand {
    Operand(
      expression: expression, form: .host(number), depth: (parts.map(\.depth).max() ?? 0) + 1,
      size: parts.reduce(1) { $0 + $1.size })
  }
}
