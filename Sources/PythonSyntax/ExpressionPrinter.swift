/// Turns expressions into documents.
enum ExpressionPrinter {
  /// Binds tighter than every operator.
  private static let atom = 20
  private static let comparison = PythonExpression.Operator.equal.precedence

  /// The expression on its own.
  static func document(_ expression: PythonExpression) -> Document {
    switch expression {
    case .name(let name): return .text(name)
    case .none: return .text("None")
    case .bool(let value): return .text(value ? "True" : "False")
    case .int(let value): return .text(String(value))
    case .float(let value): return .text(PythonLiteral.float(value))
    case .string(let text): return .text(PythonLiteral.string(text))
    case .ellipsis: return .text("...")
    case .attribute(let value, let name):
      return .sequence([operand(value, atLeast: atom), .text("." + name)])
    case .call(let function, let arguments, let keywords):
      let items =
        arguments.map(document)
        + keywords.map { .sequence([.text($0.name + "="), document($0.value)]) }
      return .sequence([operand(function, atLeast: atom), list("(", items, ")")])
    case .infix: return .group(chain(expression))
    case .prefix(let operation, let value):
      let symbol = operation == .not ? "not " : operation.symbol
      return .sequence([.text(symbol), operand(value, atLeast: operation.precedence)])
    case .item(let value, let indices):
      return .sequence([operand(value, atLeast: atom), list("[", indices.map(document), "]")])
    case .slice(let start, let end):
      return .sequence([
        start.map { operand($0, atLeast: 5) } ?? .text(""), .text(":"),
        end.map { operand($0, atLeast: 5) } ?? .text(""),
      ])
    case .list(let elements): return list("[", elements.map(document), "]")
    case .tuple(let elements):
      if elements.count == 1 { return .sequence([.text("("), document(elements[0]), .text(",)")]) }
      return list("(", elements.map(document), ")")
    case .conditional(let value, let condition, let other):
      return .group(
        .sequence([
          operand(value, atLeast: 1), .line(flat: " "), .text("if "),
          operand(condition, atLeast: 1), .line(flat: " "), .text("else "),
          operand(other, atLeast: 0),
        ]))
    case .starred(let value): return .sequence([.text("*"), operand(value, atLeast: 5)])
    }
  }

  /// An operand, in parentheses where it binds less tightly than needed.
  private static func operand(_ expression: PythonExpression, atLeast precedence: Int) -> Document {
    guard self.precedence(expression) < precedence else { return document(expression) }
    return .group(
      .sequence([
        .text("("), .nest(.sequence([.line(flat: ""), inner(expression)])), .line(flat: ""),
        .text(")"),
      ]))
  }

  /// An expression whose breaks belong to the parentheses around it.
  static func inner(_ expression: PythonExpression) -> Document {
    if case .infix = expression { return chain(expression) }
    return document(expression)
  }

  /// `a + b - c`: operators of one precedence, one after the other.
  private static func chain(_ expression: PythonExpression) -> Document {
    guard case .infix(_, let operation, _) = expression else { return document(expression) }
    if operation == .power { return power(expression) }
    var links: [Document] = []
    var rest = expression
    while case .infix(let left, let next, let right) = rest,
      next.precedence == operation.precedence, next.precedence != comparison || links.isEmpty
    {
      links.append(operand(right, atLeast: next.precedence + 1))
      links.append(.text(next.symbol + " "))
      links.append(.line(flat: " "))
      rest = left
    }
    let least = operation.precedence + (operation.precedence == comparison ? 1 : 0)
    links.append(operand(rest, atLeast: least))
    return .sequence(links.reversed())
  }

  /// `a**b`, with spaces around the operator unless both sides are simple.
  private static func power(_ expression: PythonExpression) -> Document {
    guard case .infix(let left, let operation, let right) = expression else { return .text("") }
    let symbol = isSimple(left) && isSimple(right) && precedence(left) == atom ? "**" : " ** "
    return .sequence([
      operand(left, atLeast: operation.precedence + 1), .text(symbol),
      operand(right, atLeast: PythonExpression.Operator.negative.precedence),
    ])
  }

  /// Names, attributes and numbers.
  private static func isSimple(_ expression: PythonExpression) -> Bool {
    switch expression {
    case .name, .int, .float: true
    case .attribute(let value, _): isSimple(value)
    case .prefix(.negative, let value): isSimple(value)
    default: false
    }
  }

  /// Items in brackets: on one line, on a line between the brackets, or each on a line of its own.
  static func list(_ open: String, _ items: [Document], _ close: String) -> Document {
    guard !items.isEmpty else { return .text(open + close) }
    var parts: [Document] = []
    for (position, item) in items.enumerated() {
      if position > 0 { parts += [.text(","), .line(flat: " ")] }
      parts.append(item)
    }
    parts.append(.whenBroken(","))
    return .group(
      .sequence([
        .text(open), .nest(.sequence([.line(flat: ""), .group(.sequence(parts))])),
        .line(flat: ""), .text(close),
      ]))
  }

  /// How tightly an expression binds.
  static func precedence(_ expression: PythonExpression) -> Int {
    switch expression {
    case .infix(_, let operation, _), .prefix(let operation, _): operation.precedence
    case .int(let value): value < 0 ? PythonExpression.Operator.negative.precedence : atom
    case .float(let value):
      value.sign == .minus && !value.isNaN
        ? PythonExpression.Operator.negative.precedence : atom
    case .conditional: 0
    case .starred, .slice: -1
    default: atom
    }
  }
}
