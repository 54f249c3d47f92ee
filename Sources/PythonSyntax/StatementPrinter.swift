/// Writes statements as source text.
package struct PythonPrinter {
  /// Columns of a line.
  package static let width = 100

  private var output = ""

  package init() {}

  /// The source text of statements.
  package static func text(of statements: [PythonStatement], indent: Int = 0) -> String {
    var printer = PythonPrinter()
    printer.write(statements, indent: indent)
    return printer.output
  }

  /// The expression on one line or several.
  package static func text(of expression: PythonExpression) -> String {
    ExpressionPrinter.document(expression).rendered(width: width, indent: 0, column: 0)
  }

  private mutating func write(_ statements: [PythonStatement], indent: Int) {
    for statement in statements { write(statement, indent: indent) }
  }

  private mutating func write(_ statement: PythonStatement, indent: Int) {
    switch statement {
    case .blank: output += "\n"
    case .comment(let text):
      for line in PythonLiteral.commentLines(text) { write(line: line, indent: indent) }
    case .docstring(let text): write(line: PythonLiteral.docstring(text), indent: indent)
    case .verbatim(let text): output += text + "\n"
    case .expression(let value): write("", value, indent: indent)
    case .assign(let targets, let value):
      let names = targets.map {
        ExpressionPrinter.document($0).rendered(width: .max, indent: 0, column: 0)
      }
      write(names.joined(separator: ", ") + " = ", value, isTupleBare: true, indent: indent)
    case .returns(let value): write("return ", value, isTupleBare: true, indent: indent)
    case .raise(let value): write("raise ", value, indent: indent)
    case .breaks: write(line: "break", indent: indent)
    case .pass: write(line: "pass", indent: indent)
    case .branch(let condition, let body, let otherwise):
      writeBranch("if ", condition, body, otherwise, indent: indent)
    case .whileLoop(let condition, let body):
      write("while ", condition, suffix: ":", indent: indent)
      writeBlock(body, indent: indent)
    case .forLoop(let target, let iterable, let body, let otherwise):
      let name = ExpressionPrinter.document(target).rendered(width: .max, indent: 0, column: 0)
      write("for \(name) in ", iterable, suffix: ":", indent: indent)
      writeBlock(body, indent: indent)
      if !otherwise.isEmpty {
        write(line: "else:", indent: indent)
        writeBlock(otherwise, indent: indent)
      }
    case .function(let function): write(function, indent: indent)
    }
  }

  /// `if … elif … else …`
  private mutating func writeBranch(
    _ keyword: String, _ condition: PythonExpression, _ body: [PythonStatement],
    _ otherwise: [PythonStatement], indent: Int
  ) {
    write(keyword, condition, suffix: ":", indent: indent)
    writeBlock(body, indent: indent)
    guard !otherwise.isEmpty else { return }
    if otherwise.count == 1, case .branch(let next, let nextBody, let nextOtherwise) = otherwise[0]
    {
      writeBranch("elif ", next, nextBody, nextOtherwise, indent: indent)
      return
    }
    write(line: "else:", indent: indent)
    writeBlock(otherwise, indent: indent)
  }

  private mutating func writeBlock(_ body: [PythonStatement], indent: Int) {
    write(body.isEmpty ? [.pass] : body, indent: indent + Document.indentation)
  }

  private mutating func write(_ function: PythonFunction, indent: Int) {
    let parameters = function.parameters.map { parameter -> Document in
      var parts: [Document] = [.text(parameter.name)]
      if let annotation = parameter.annotation {
        parts += [.text(": "), ExpressionPrinter.document(annotation)]
      }
      if let standard = parameter.standard {
        parts += [
          .text(parameter.annotation == nil ? "=" : " = "), ExpressionPrinter.document(standard),
        ]
      }
      return .sequence(parts)
    }
    var header: [Document] = [.text("def \(function.name)")]
    header.append(ExpressionPrinter.list("(", parameters, ")"))
    if let result = function.result {
      header += [.text(" -> "), ExpressionPrinter.document(result)]
    }
    header.append(.text(":"))
    write(spaces: indent)
    Document.sequence(header).render(
      to: &output, width: Self.width, indent: indent, column: indent)
    output += "\n"
    writeBlock(function.body, indent: indent)
  }

  private mutating func write(line: String, indent: Int) {
    write(spaces: indent)
    output += line
    output += "\n"
  }

  private mutating func write(spaces count: Int) {
    for _ in 0..<count { output += " " }
  }

  /// `prefix` and an expression, in parentheses where it must be broken outside brackets.
  private mutating func write(
    _ prefix: String, _ value: PythonExpression, suffix: String = "", isTupleBare: Bool = false,
    indent: Int
  ) {
    if isTupleBare, case .tuple(let elements) = value, elements.count > 1 {
      let bare = PythonPrinter.flat(elements)
      if indent + prefix.columns + bare.columns <= Self.width {
        return write(line: prefix + bare + suffix, indent: indent)
      }
    }
    write(spaces: indent)
    output += prefix
    Document.sequence([PythonPrinter.breakable(value), .text(suffix)])
      .render(to: &output, width: Self.width, indent: indent, column: indent + prefix.columns)
    output += "\n"
  }

  /// Expressions beside each other on one line.
  private static func flat(_ elements: [PythonExpression]) -> String {
    elements.map {
      ExpressionPrinter.document($0).rendered(width: .max, indent: 0, column: 0)
    }.joined(separator: ", ")
  }

  /// An expression that takes parentheses if it must be broken and has no brackets of its own.
  private static func breakable(_ value: PythonExpression) -> Document {
    switch value {
    case .infix(_, let operation, _) where operation != .power: break
    case .conditional: break
    default: return ExpressionPrinter.document(value)
    }
    return .group(
      .sequence([
        .whenBroken("("), .nest(.sequence([.line(flat: ""), ExpressionPrinter.inner(value)])),
        .line(flat: ""), .whenBroken(")"),
      ]))
  }
}
