/// Expressions in documents.
extension Document {
  /// Appends an expression on its own.
  mutating func expression(_ expression: PythonExpression) {
    switch expression {
    case .name(let name): text(name)
    case .none: text("None")
    case .bool(let value): text(value ? "True" : "False")
    case .int(let value): text(String(value))
    case .float(let value): text(PythonLiteral.float(value))
    case .string(let content): text(PythonLiteral.string(content))
    case .ellipsis: text("...")
    case .attribute(let value, let name):
      operand(value, atLeast: PythonExpression.atom)
      text(".")
      text(name)
    case .call(let function, let arguments, let keywords):
      operand(function, atLeast: PythonExpression.atom)
      call(arguments, keywords)
    case .infix: group { $0.chain(expression) }
    case .prefix(let operation, let value):
      text(operation == .not ? "not " : operation.symbol)
      operand(value, atLeast: operation.precedence)
    case .item(let value, let indices):
      operand(value, atLeast: PythonExpression.atom)
      list("[", indices, "]") { $0.expression($1) }
    case .slice(let start, let end):
      if let start { operand(start, atLeast: 5) }
      text(":")
      if let end { operand(end, atLeast: 5) }
    case .list(let elements): list("[", elements, "]") { $0.expression($1) }
    case .tuple(let elements):
      if elements.count == 1 {
        text("(")
        self.expression(elements[0])
        text(",)")
      } else {
        list("(", elements, ")") { $0.expression($1) }
      }
    case .conditional(let value, let condition, let other):
      group { $0.conditional(value, condition, other) }
    case .starred(let value):
      text("*")
      operand(value, atLeast: 5)
    }
  }

  /// Appends an expression whose breaks belong to the parentheses around it.
  mutating func inner(_ expression: PythonExpression) {
    if case .infix = expression { chain(expression) } else { self.expression(expression) }
  }

  /// Appends items in brackets: on one line, on a line between the brackets, or each on a line of its
  /// own.
  mutating func list<Item>(
    _ open: String, _ items: [Item], _ close: String, _ item: (inout Document, Item) -> Void
  ) {
    guard !items.isEmpty else { return text(open + close) }
    group { document in
      document.text(open)
      document.nest {
        $0.line()
        $0.group { $0.separated(items, item) }
      }
      document.line()
      document.text(close)
    }
  }

  private mutating func separated<Item>(
    _ items: [Item], _ item: (inout Document, Item) -> Void
  ) {
    var isFirst = true
    for element in items {
      if !isFirst {
        text(",")
        line(flat: " ")
      }
      isFirst = false
      item(&self, element)
    }
    whenBroken(",")
  }

  /// Appends `(arguments…, name=value…)`.
  private mutating func call(
    _ arguments: [PythonExpression], _ keywords: [PythonExpression.Keyword]
  ) {
    if keywords.isEmpty { return list("(", arguments, ")") { $0.expression($1) } }
    let all = arguments.map { ("", $0) } + keywords.map { ($0.name + "=", $0.value) }
    list("(", all, ")") { document, item in
      document.text(item.0)
      document.expression(item.1)
    }
  }

  private mutating func conditional(
    _ value: PythonExpression, _ condition: PythonExpression, _ other: PythonExpression
  ) {
    operand(value, atLeast: 1)
    line(flat: " ")
    text("if ")
    operand(condition, atLeast: 1)
    line(flat: " ")
    text("else ")
    operand(other, atLeast: 0)
  }

  /// Appends an operand, in parentheses where it binds less tightly than needed.
  private mutating func operand(_ expression: PythonExpression, atLeast precedence: Int) {
    guard expression.precedence < precedence else { return self.expression(expression) }
    group { document in
      document.text("(")
      document.nest {
        $0.line()
        $0.inner(expression)
      }
      document.line()
      document.text(")")
    }
  }

  /// Appends `a + b - c`: operators of one precedence, one after the other.
  private mutating func chain(_ expression: PythonExpression) {
    guard case .infix(_, let operation, _) = expression else { return self.expression(expression) }
    if operation == .power { return power(expression) }
    let isComparison = operation.precedence == PythonExpression.Operator.equal.precedence
    var links: [(operation: PythonExpression.Operator, operand: PythonExpression)] = []
    var rest = expression
    while case .infix(let left, let next, let right) = rest,
      next.precedence == operation.precedence, !isComparison || links.isEmpty
    {
      links.append((next, right))
      rest = left
    }
    operand(rest, atLeast: operation.precedence + (isComparison ? 1 : 0))
    for link in links.reversed() {
      line(flat: " ")
      text(link.operation.symbol)
      text(" ")
      operand(link.operand, atLeast: link.operation.precedence + 1)
    }
  }

  /// Appends `a**b`, with spaces around the operator unless both sides are simple.
  private mutating func power(_ expression: PythonExpression) {
    guard case .infix(let left, let operation, let right) = expression else { return }
    let isTight = left.isSimple && right.isSimple && left.precedence == PythonExpression.atom
    operand(left, atLeast: operation.precedence + 1)
    text(isTight ? "**" : " ** ")
    operand(right, atLeast: PythonExpression.Operator.negative.precedence)
  }
}

extension PythonExpression {
  /// Binds tighter than every operator.
  fileprivate static let atom = 20

  /// How tightly the expression binds.
  fileprivate var precedence: Int {
    switch self {
    case .infix(_, let operation, _), .prefix(let operation, _): operation.precedence
    case .int(let value): value < 0 ? Operator.negative.precedence : Self.atom
    case .float(let value):
      value.sign == .minus && !value.isNaN ? Operator.negative.precedence : Self.atom
    case .conditional: 0
    case .starred, .slice: -1
    default: Self.atom
    }
  }

  /// Whether it is a name, an attribute or a number.
  fileprivate var isSimple: Bool {
    switch self {
    case .name, .int, .float: true
    case .attribute(let value, _): value.isSimple
    case .prefix(.negative, let value): value.isSimple
    default: false
    }
  }
}
