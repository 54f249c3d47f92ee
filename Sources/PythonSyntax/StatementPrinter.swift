/// Writes statements as source text.
package struct PythonPrinter {
  /// Columns of a line.
  package static let width = 100

  /// What has been written, in UTF-8.
  private var output: [UInt8] = []
  /// The document of the line at work.
  private var document = Document()

  /// The source text of statements.
  package static func text(of statements: [PythonStatement], indent: Int = 0) -> String {
    var printer = PythonPrinter()
    printer.output.reserveCapacity(512)
    printer.write(statements, indent: indent)
    return printer.text
  }

  /// The expression on one line or several.
  package static func text(of expression: PythonExpression) -> String {
    var printer = PythonPrinter()
    printer.document.expression(expression)
    printer.writeDocument(indent: 0, column: 0)
    return printer.text
  }

  private var text: String { String(decoding: output, as: UTF8.self) }

  private mutating func write(_ statements: [PythonStatement], indent: Int) {
    for statement in statements { write(statement, indent: indent) }
  }

  private mutating func write(_ statement: PythonStatement, indent: Int) {
    switch statement {
    case .blank: output += "\n".utf8
    case .comment(let text):
      for line in PythonLiteral.commentLines(text) { write(line: line, indent: indent) }
    case .docstring(let text): write(line: PythonLiteral.docstring(text), indent: indent)
    case .verbatim(let text): write(line: text, indent: 0)
    case .expression(let value): write("", value, indent: indent)
    case .assign(let targets, let value):
      write(PythonPrinter.flat(targets) + " = ", value, isTupleBare: true, indent: indent)
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
      write("for \(PythonPrinter.flat([target])) in ", iterable, suffix: ":", indent: indent)
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
    document.text("def ")
    document.text(function.name)
    document.list("(", function.parameters, ")") { $0.parameter($1) }
    if let result = function.result {
      document.text(" -> ")
      document.expression(result)
    }
    document.text(":")
    write(spaces: indent)
    writeDocument(indent: indent, column: indent)
    output += "\n".utf8
    writeBlock(function.body, indent: indent)
  }

  private mutating func write(line: String, indent: Int) {
    write(spaces: indent)
    output += line.utf8
    output += "\n".utf8
  }

  private mutating func write(spaces count: Int) {
    output += repeatElement(UInt8(ascii: " "), count: count)
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
    output += prefix.utf8
    document.breakable(value)
    document.text(suffix)
    writeDocument(indent: indent, column: indent + prefix.columns)
    output += "\n".utf8
  }

  /// Writes the document behind what stands in the line already.
  private mutating func writeDocument(indent: Int, column: Int) {
    document.render(to: &output, width: Self.width, indent: indent, column: column)
    document.removeAll()
  }

  /// Expressions beside each other on one line.
  private static func flat(_ elements: [PythonExpression]) -> String {
    var document = Document()
    for (position, element) in elements.enumerated() {
      if position > 0 { document.text(", ") }
      document.expression(element)
    }
    var output: [UInt8] = []
    document.render(to: &output, width: .max, indent: 0, column: 0)
    return String(decoding: output, as: UTF8.self)
  }
}

extension Document {
  /// Appends a parameter of a function.
  fileprivate mutating func parameter(_ parameter: PythonFunction.Parameter) {
    text(parameter.name)
    if let annotation = parameter.annotation {
      text(": ")
      expression(annotation)
    }
    if let standard = parameter.standard {
      text(parameter.annotation == nil ? "=" : " = ")
      expression(standard)
    }
  }

  /// Appends an expression that takes parentheses if it must be broken and has no brackets of its own.
  fileprivate mutating func breakable(_ value: PythonExpression) {
    switch value {
    case .infix(_, let operation, _) where operation != .power: break
    case .conditional: break
    default: return expression(value)
    }
    group { document in
      document.whenBroken("(")
      document.nest {
        $0.line()
        $0.inner(value)
      }
      document.line()
      document.whenBroken(")")
    }
  }
}
