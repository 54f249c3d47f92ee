/// Writes the words of a program with canonical white space between them, with an explicit stack.
struct Layout {
  /// Columns that a line should not exceed.
  static let lineWidth = 80
  /// The deepest indentation: past it, nested lists go no further in, so that the size of the result
  /// stays proportional to that of the program.
  static let deepestIndentation = 56

  private let tokens: FormatTokens
  private(set) var output: [UInt8] = []
  /// The column, from 0, at which the next character goes.
  private var column = 0
  private var steps: [Step] = []
  /// How many lines have been ended.
  private var lineCount = 0
  private var comments = CommentColumns()

  /// What remains to be written.
  private enum Step {
    /// A datum or comment, how many closing brackets follow it directly, and whether it takes several
    /// lines even where it fits on one.
    case datum(Int, closings: Int, breaks: Bool = false)
    case space
    /// The space before a comment at the end of a line.
    case commentGap
    /// A new line, after a blank one or not, indented.
    case line(Int, isBlank: Bool)
    /// A space where the next word fits, else a new line.
    case spaceOrLine(Int, width: Int)
    /// A closing bracket, by the number of its word.
    case close(Int)
  }

  init(_ tokens: FormatTokens) { self.tokens = tokens }

  /// Writes everything.
  mutating func run() {
    var top: [Step] = []
    for element in Elements(topLevelOf: tokens) {
      if element.token > 0, element.separation != .none {
        top.append(separator(before: element, indentation: 0))
      }
      top.append(.datum(element.token, closings: 0))
    }
    steps = top.reversed()
    while let step = steps.popLast() { perform(step) }
    if !output.isEmpty { output.append(UInt8(ascii: "\n")) }
    output = comments.align(in: output)
  }

  private mutating func perform(_ step: Step) {
    switch step {
    case .datum(let token, let closings, let breaks):
      write(token, closings: closings, breaks: breaks)
    case .space: write(" ")
    case .commentGap: comments.add(offset: output.count, column: column, line: lineCount)
    case .line(let indentation, let isBlank): newLine(indentation, isBlank: isBlank)
    case .spaceOrLine(let indentation, let width):
      if column + 1 + width <= Self.lineWidth { write(" ") } else { newLine(indentation) }
    case .close(let token): write(word: token)
    }
  }

  // MARK: Text

  private mutating func write(_ character: Unicode.Scalar) {
    output.append(UInt8(ascii: character))
    column += 1
  }

  private mutating func newLine(_ indentation: Int, isBlank: Bool = false) {
    if isBlank { output.append(UInt8(ascii: "\n")) }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
    column = indentation
    lineCount += isBlank ? 2 : 1
  }

  /// Writes a word as it stands in the source; a comment to the end of the line without blanks there.
  private mutating func write(word token: Int) {
    var text = tokens.text(token)[...]
    if tokens.tokens[token].kind == .lineComment {
      while let last = text.last, last == 0x20 || 0x09...0x0D ~= last { text.removeLast() }
    }
    output.append(contentsOf: text)
    for byte in text {
      if byte == UInt8(ascii: "\n") {
        column = 0
        lineCount += 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  // MARK: Data

  private mutating func write(_ token: Int, closings: Int, breaks: Bool) {
    guard tokens.isOpening(token) else { return write(word: token) }
    if !breaks, column + tokens.widths[token] + closings <= Self.lineWidth {
      writeOnOneLine(token)
    } else {
      breakList(token, closings: closings)
    }
  }

  /// Writes a list that has no comment to the end of a line in it.
  private mutating func writeOnOneLine(_ opening: Int) {
    var needsSpace = false
    for token in opening...Int(tokens.closings[opening]) {
      let kind = tokens.tokens[token].kind
      if case .closing = kind { needsSpace = false }
      if needsSpace { write(" ") }
      write(word: token)
      needsSpace = !(tokens.isOpening(token) || kind == .datumComment)
    }
  }

  /// Writes the opening bracket of a list, and plans the rest over several lines.
  private mutating func breakList(_ opening: Int, closings: Int) {
    let style = ListStyle(of: opening, in: tokens)
    let start = column
    write(word: opening)
    let closing = Int(tokens.closings[opening])
    let aligns = style.kind == .call && isAligned(opening, at: start, closings: closings + 1)
    let inset =
      aligns ? 2 + tokens.widths[opening + 1] : style.kind == .call ? 2 : self.inset(style)
    let indentation = min(start + inset, Self.deepestIndentation)
    var plan: [Step] = []
    var endsWithLineComment = false
    for element in Elements(of: opening, in: tokens, style: style) {
      let isLast = tokens.next(after: element.token) == closing
      let isMoved =
        style.kind == .call && !aligns && element.ordinal == 1 && element.separation == .space
        && !tokens.isComment(element.token)
      let separator = separator(
        before: element, indentation: indentation, beginsLine: isMoved,
        fills: style.kind == .fill && element.ordinal > 0, closings: isLast ? closings + 1 : 0)
      if element.separation != .none || isMoved { plan.append(separator) }
      let breaks =
        style.separatesBindings && element.ordinal == 1 && tokens.isOpening(element.token)
        && ListStyle.count(element.token, in: tokens, upTo: 2) > 1
      plan.append(
        .datum(element.token, closings: isLast ? closings + 1 : 0, breaks: breaks))
      endsWithLineComment = tokens.tokens[element.token].kind == .lineComment
    }
    if endsWithLineComment { plan.append(.line(indentation, isBlank: false)) }
    plan.append(.close(closing))
    steps.append(contentsOf: plan.reversed())
  }

  /// Columns from the bracket of a list to its later lines.
  private func inset(_ style: ListStyle) -> Int { style.kind == .body ? 2 : 1 }

  /// Whether the operands of a call stand under the first one: they fit there, or would not fit
  /// further left either.
  private func isAligned(_ opening: Int, at start: Int, closings: Int) -> Bool {
    let head = tokens.widths[opening + 1]
    let column = start + head + 2
    guard head <= 10, column <= Self.deepestIndentation else { return false }
    if head <= 3 { return true }
    var widest = 0
    var position = tokens.next(after: opening + 1)
    while position < tokens.closings[opening] {
      let width = tokens.widths[position]
      if width < FormatTokens.unbounded { widest = max(widest, width) }
      position = tokens.next(after: position)
    }
    let room = Self.lineWidth - widest - closings
    return column <= room || start + 2 > room
  }

  /// What stands before an element of a list that takes several lines.
  private func separator(
    before element: Elements.Element, indentation: Int, beginsLine: Bool = false,
    fills: Bool = false, closings: Int = 0
  ) -> Step {
    if fills, !element.keepsBlankLine {
      return .spaceOrLine(indentation, width: tokens.widths[element.token] + closings)
    }
    if element.separation == .line || beginsLine {
      return .line(indentation, isBlank: element.keepsBlankLine)
    }
    return tokens.tokens[element.token].kind == .lineComment ? .commentGap : .space
  }
}
