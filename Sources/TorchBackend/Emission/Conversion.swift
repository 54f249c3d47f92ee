import Primitives
import PythonSyntax
import Types

/// Conversions between the ways of holding a value.
extension FunctionEmitter {
  /// The operand as a number: a mask becomes 1 and 0.
  func real(_ operand: Operand) -> Operand {
    switch operand.form {
    case .tensor, .constant: return operand
    case .host: return HostSyntax.number(operand)
    case .mask:
      let dtype = reference.map { PythonExpression.attribute($0, "dtype") }
      var copy = operand
      copy.form = .tensor
      copy.expression = operand.expression.method(
        "to", dtype ?? .call("torch.get_default_dtype"))
      copy.depth += 1
      return copy
    }
  }

  /// The operand as a tensor of numbers.
  func tensor(_ operand: Operand) -> Operand {
    let operand = real(operand)
    guard !operand.isTensor else { return operand }
    let number = HostSyntax.float(operand)
    var copy = number
    copy.form = .tensor
    copy.depth += 1
    copy.size += 1
    copy.expression =
      reference.map { Self.filled([], with: operand, $0) }
      ?? .call("torch.tensor", number.expression)
    return copy
  }

  /// `x.new_full((3,), 0.5)`, or a product where `new_full` could refuse the number, because it
  /// overflows in the dtype that `x` has.
  static func filled(_ shape: [PythonExpression], with operand: Operand, _ like: PythonExpression)
    -> PythonExpression
  {
    let number = HostSyntax.float(operand).expression
    if operand.fitsFloat32 { return like.method("new_full", .tuple(shape), number) }
    return .infix(like.method("new_ones", .tuple(shape)), .times, number)
  }

  /// The operand as a tensor of booleans: any number but 0 is true.
  func mask(_ operand: Operand) -> Operand {
    var copy = operand
    copy.form = .mask
    switch operand.form {
    case .mask: return operand
    case .tensor:
      copy.expression = .infix(operand.expression, .notEqual, .int(0))
    case .host, .constant:
      let truth = HostSyntax.truth(operand).expression
      if let reference {
        copy.expression = .call(
          .attribute(reference, "new_full"), [.tuple([]), truth],
          keywords: [.init("dtype", .dotted("torch.bool"))])
      } else {
        copy.expression = .call("torch.tensor", truth)
      }
    }
    copy.depth += 1
    copy.size += 1
    return copy
  }

  /// The opposite of a mask.
  func not(_ mask: Operand) -> Operand {
    var copy = mask
    copy.table = mask.table?.map { $0 == 0 ? 1 : 0 }
    if case .prefix(.invert, let inner) = mask.expression {
      copy.expression = inner
    } else {
      copy.expression = .prefix(.invert, mask.expression)
    }
    copy.depth += 1
    copy.size += 1
    return copy
  }

  /// Two masks at the same places.
  func logic(
    _ left: Operand, _ operation: PythonExpression.Operator, _ right: Operand
  ) -> Operand {
    combine([left, right], form: .mask, rank: 0) { .infix($0[0], operation, $0[1]) }
  }

  /// An expression of operands that are aligned with each other: batch with batch, index with index,
  /// and a scalar broadcast along the dimensions of a value of the given rank.
  func combine(
    _ operands: [Operand], form: Operand.Form, rank: Int,
    _ syntax: ([PythonExpression]) -> PythonExpression
  ) -> Operand {
    let level = operands.map(\.level).max() ?? 0
    return Operand(
      expression: syntax(operands.map { aligned($0, rank: rank, level: level) }), form: form,
      rank: rank, level: level, full: operands.reduce([]) { $0.union($1.full) },
      depth: (operands.map(\.depth).max() ?? 0) + 1, size: operands.reduce(1) { $0 + $1.size })
  }

  /// The expression of an operand beside others that have dimensions of more indices, or a rank.
  func aligned(_ operand: Operand, rank: Int, level: Int) -> PythonExpression {
    guard operand.isTensor else { return Self.short(operand) }
    let missing = level - operand.level + (operand.rank == 0 ? rank : 0)
    guard missing > 0 else { return operand.expression }
    if missing == 1 {
      return operand.expression.method("unsqueeze", .int(-1 - operand.rank))
    }
    let own = Array(repeating: PythonExpression.slice(nil, nil), count: operand.rank)
    return .item(
      operand.expression,
      [.ellipsis] + Array(repeating: PythonExpression.none, count: missing) + own)
  }

  /// A number as people write it beside a tensor: `2`, not `2.0`.
  static func short(_ operand: Operand) -> PythonExpression {
    guard let value = operand.constant, let integer = Int32(exactly: value),
      integer != 0 || value.sign == .plus
    else { return operand.expression }
    return .int(Int(integer))
  }

  /// A size as a Python expression.
  func expression(of size: Size) -> PythonExpression {
    var sum: PythonExpression?
    for term in size.terms {
      guard let symbol = sizes[term.symbol] else {
        preconditionFailure("neuralc bug: a size has no source in Python, please report it")
      }
      let product =
        term.coefficient == 1 ? symbol : .infix(.int(term.coefficient), .times, symbol)
      sum = sum.map { .infix($0, .plus, product) } ?? product
    }
    guard let sum else { return .int(size.constant) }
    if size.constant == 0 { return sum }
    return size.constant > 0
      ? .infix(sum, .plus, .int(size.constant)) : .infix(sum, .minus, .int(-size.constant))
  }

  /// What gives new tensors the dtype and the device of another.
  static func placement(_ reference: PythonExpression) -> [PythonExpression.Keyword] {
    [
      .init("dtype", .attribute(reference, "dtype")),
      .init("device", .attribute(reference, "device")),
    ]
  }
}
