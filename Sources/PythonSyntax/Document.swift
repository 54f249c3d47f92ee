/// Text that knows where it may be broken: the pretty-printing algebra of Wadler.
package enum Document: Sendable {
  case text(String)
  /// A line break, or `flat` where its group fits on one line.
  case line(flat: String)
  /// Text that stands only where its group is broken.
  case whenBroken(String)
  case sequence([Document])
  /// Lines inside are indented further.
  indirect case nest(Document)
  /// All line breaks inside are taken, or none.
  indirect case group(Document)
}

extension Document {
  /// How far `nest` indents.
  package static let indentation = 4

  /// The text, laid out so that lines have at most `width` columns where that is possible.
  package func rendered(width: Int, indent: Int, column: Int) -> String {
    var output = ""
    render(to: &output, width: width, indent: indent, column: column)
    return output
  }

  /// Appends the text to one whose last line has `column` columns.
  func render(to output: inout String, width: Int, indent: Int, column: Int) {
    var printer = DocumentPrinter(width: width, column: column, output: output)
    output = ""
    printer.print(self, indent: indent)
    output = printer.output
  }
}

/// Lays a document out.
private struct DocumentPrinter {
  /// A piece that is still to be printed.
  struct Item {
    let document: Document
    let indent: Int
    let isFlat: Bool
  }

  let width: Int
  var column: Int
  var output: String
  /// Room for `fits`.
  private var pending: [(document: Document, isFlat: Bool)] = []

  init(width: Int, column: Int, output: String) {
    self.width = width
    self.column = column
    self.output = output
  }

  /// Prints with an explicit stack.
  mutating func print(_ document: Document, indent: Int) {
    var stack = [Item(document: document, indent: indent, isFlat: false)]
    while let item = stack.popLast() {
      switch item.document {
      case .text(let text): append(text)
      case .whenBroken(let text): if !item.isFlat { append(text) }
      case .line(let flat):
        if item.isFlat {
          append(flat)
        } else {
          output += "\n" + String(repeating: " ", count: item.indent)
          column = item.indent
        }
      case .sequence(let parts):
        for part in parts.reversed() {
          stack.append(Item(document: part, indent: item.indent, isFlat: item.isFlat))
        }
      case .nest(let inner):
        stack.append(
          Item(
            document: inner, indent: item.indent + Document.indentation, isFlat: item.isFlat))
      case .group(let inner):
        let isFlat = item.isFlat || fits(inner, before: stack)
        stack.append(Item(document: inner, indent: item.indent, isFlat: isFlat))
      }
    }
  }

  private mutating func append(_ text: String) {
    output += text
    column += text.columns
  }

  /// Whether a document, and what follows it up to the next possible break, fits on this line.
  private mutating func fits(_ document: Document, before rest: [Item]) -> Bool {
    var room = width - column
    pending.removeAll(keepingCapacity: true)
    pending.append((document, true))
    var next = rest.count - 1
    while room >= 0 {
      guard let (part, isFlat) = pending.popLast() else {
        guard next >= 0 else { return true }
        pending.append((rest[next].document, rest[next].isFlat))
        next -= 1
        continue
      }
      switch part {
      case .text(let text): room -= text.columns
      case .whenBroken(let text): if !isFlat { room -= text.columns }
      case .line(let flat):
        if !isFlat { return true }
        room -= flat.columns
      case .sequence(let parts): for part in parts.reversed() { pending.append((part, isFlat)) }
      case .nest(let inner): pending.append((inner, isFlat))
      case .group(let inner): pending.append((inner, isFlat))
      }
    }
    return false
  }
}

extension String {
  /// How many columns the text takes: its Unicode scalars.
  var columns: Int { utf8.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }
}
