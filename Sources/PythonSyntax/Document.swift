/// Text that knows where it may be broken: the pretty-printing algebra of Wadler, in which a group of
/// line breaks takes all of them or none. Pieces stand one after the other in a single array.
package struct Document: Sendable {
  /// A part of a document.
  private enum Piece {
    case text(String)
    /// A line break, or `flat` where its group fits on one line.
    case line(flat: String)
    /// Text that stands only where its group is broken.
    case whenBroken(String)
    case groupStart
    case groupEnd
    case nestStart
    case nestEnd
  }

  /// How far `nest` indents.
  package static let indentation = 4

  private var pieces: [Piece] = []

  init() { pieces.reserveCapacity(32) }

  /// Appends text without line breaks.
  mutating func text(_ text: String) { pieces.append(.text(text)) }

  /// Appends a line break, or `flat` where its group fits on one line.
  mutating func line(flat: String = "") { pieces.append(.line(flat: flat)) }

  /// Appends text that stands only where its group is broken.
  mutating func whenBroken(_ text: String) { pieces.append(.whenBroken(text)) }

  /// Appends lines that are indented further.
  mutating func nest(_ content: (inout Document) -> Void) {
    pieces.append(.nestStart)
    content(&self)
    pieces.append(.nestEnd)
  }

  /// Appends what is broken at all its line breaks, or at none.
  mutating func group(_ content: (inout Document) -> Void) {
    pieces.append(.groupStart)
    content(&self)
    pieces.append(.groupEnd)
  }

  /// Starts anew.
  mutating func removeAll() { pieces.removeAll(keepingCapacity: true) }

  /// Appends the text, in UTF-8, to one whose last line has `column` columns, laid out so that lines have at
  /// most `width` columns where that is possible.
  func render(to output: inout [UInt8], width: Int, indent: Int, column: Int) {
    var column = column
    var indent = indent
    // Whether each open group is on one line; what is inside such a group is so too.
    var groups: [Bool] = []
    var isFlat = false

    func append(_ text: String) {
      output += text.utf8
      column += text.columns
    }

    for (position, piece) in pieces.enumerated() {
      switch piece {
      case .text(let text): append(text)
      case .whenBroken(let text): if !isFlat { append(text) }
      case .line(let flat) where isFlat: append(flat)
      case .line:
        output.append(UInt8(ascii: "\n"))
        output += repeatElement(UInt8(ascii: " "), count: indent)
        column = indent
      case .nestStart: indent += Self.indentation
      case .nestEnd: indent -= Self.indentation
      case .groupStart:
        groups.append(isFlat)
        isFlat = isFlat || fits(from: position + 1, room: width - column)
      case .groupEnd: isFlat = groups.removeLast()
      }
    }
  }

  /// Whether a group that starts here, and what follows it up to the next possible break, fits in a
  /// number of columns. All around it is broken.
  private func fits(from start: Int, room: Int) -> Bool {
    var room = room
    var depth = 1
    for piece in pieces[start...] {
      if room < 0 { return false }
      switch piece {
      case .text(let text): room -= text.columns
      case .whenBroken(let text): if depth == 0 { room -= text.columns }
      case .line(let flat):
        if depth == 0 { return true }
        room -= flat.columns
      case .nestStart, .nestEnd: break
      // Groups behind this one are as broken as what is around them.
      case .groupStart: if depth > 0 { depth += 1 }
      case .groupEnd: if depth > 0 { depth -= 1 }
      }
    }
    return room >= 0
  }
}

extension String {
  /// How many columns the text takes: its Unicode scalars.
  var columns: Int { utf8.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }
}
