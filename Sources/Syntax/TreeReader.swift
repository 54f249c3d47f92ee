import Diagnostics

/// One pass over the words of a text that builds its tree, with an explicit stack.
///
/// Without a repair plan it stops at the first bracket that does not match; with one it does what
/// the plan says and reports each mistake.
struct TreeReader {
  /// How a pass ended.
  enum Outcome { case complete, unbalanced }

  /// A list that is being read; the first frame is the top level.
  private struct Frame {
    let bracket: Bracket
    let start: Int
    /// Where its elements begin in `pending`.
    let firstElement: Int
    /// Where its bracket stands in its line, in bytes; known only while repairing.
    let column: Int
    /// How many of the next data are commented out by `#;`.
    var skipped = 0
    /// Where the last such comment stands.
    var skippedAt = 0
    /// Whether the next datum stands after a quotation mark.
    var isQuoted = false
    /// Whether a comma has been reported in it.
    var hasComma = false
  }

  /// A line that is indented less than the bracket that it seems to lie in.
  private struct Suspicion {
    let opening: Span
    let line: Span
    /// End of the last word before the line.
    let end: Int
  }

  private(set) var tree = SyntaxTree()
  var lexer: Lexer
  private let repairs: BracketRepair?
  private var symbols: SymbolTable
  private var frames: [Frame] = []
  /// The innermost frame, kept apart from the others.
  private var frame = Frame(bracket: .round, start: 0, firstElement: 0, column: -1)
  /// Elements of the open lists, outermost list first.
  private var pending: [SyntaxTree.NodeID] = []
  /// How many brackets have been read.
  private var bracketCount = 0
  /// How many steps of the plan have been done.
  private var stepCount = 0
  /// End of the last word that is no comment.
  private var lastEnd = 0
  /// Closing brackets in a row that close nothing.
  private var excess: Span?
  /// The first of two closing brackets that stand in each other's place.
  private var exchanged: Token?
  /// Where the line of the last word begins; known only while repairing.
  private var lineStart = 0
  /// Where the indentation first speaks against the brackets, in the form that is being read.
  private var suspicion: Suspicion?
  /// How many more lines are looked at in this way.
  private var remainingChecks = 100
  /// Whether the form at top level that is being read had to be guessed at.
  private var isGuessing = false
  /// The forms at top level that had to be guessed at.
  private(set) var guessed: [Span] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>, repairs: BracketRepair?) {
    lexer = Lexer(bytes)
    symbols = SymbolTable(bytes)
    self.repairs = repairs
    // About as many as there will be: a table that grows is copied again and again.
    let estimate = min(bytes.count / 4, TreeReader.largestEstimate)
    tree.nodes.reserveCapacity(estimate)
    tree.childTable.reserveCapacity(estimate)
  }

  /// How many nodes a table is made for before there are any, at most.
  private static let largestEstimate = 1 << 20

  /// Reads everything.
  mutating func run() -> Outcome {
    while true {
      let token = lexer.next()
      if excess != nil { flushExcess(before: token) }
      if repairs != nil { watchIndentation(at: token) }
      switch token.kind {
      case .identifier:
        add(.identifier(symbols.symbol(token.start, token.end)), token.span)
      case .number(let value): add(.number(value), token.span)
      case .opening(let bracket):
        guard open(bracket, token) else { return .complete }
      case .closing(let bracket):
        if !close(bracket, token) { return .unbalanced }
      case .datumComment:
        frame.skipped += 1
        frame.skippedAt = token.start
      case .quotation: frame.isQuoted = true
      case .unreadable: add(.error, token.span)
      case .comma: noteComma()
      case .ignored, .lineComment, .blockComment: break
      case .end: return finish(token)
      }
      lastEnd = token.end
      if lexer.diagnostics.count >= DiagnosticBag.limit { return finishEarly() }
    }
  }

  /// Keeps the report of a comma where it is the first of its list: the others are the same mistake.
  private mutating func noteComma() {
    if frame.hasComma { lexer.diagnostics.removeLast() }
    frame.hasComma = true
  }

  // MARK: Data

  /// Adds a datum without elements.
  private mutating func add(_ kind: SyntaxTree.Kind, _ span: Span) {
    add(SyntaxTree.Node(kind: kind, span: span))
  }

  /// Adds a datum to the innermost list, unless a comment takes it away.
  @inline(__always)
  private mutating func add(_ node: SyntaxTree.Node) {
    let id = SyntaxTree.NodeID(tree.nodes.count)
    if frame.isQuoted {
      frame.isQuoted = false
      tree.nodes.append(SyntaxTree.Node(kind: .error, span: node.span))
    } else {
      tree.nodes.append(node)
    }
    if frame.skipped > 0 {
      frame.skipped -= 1
    } else {
      pending.append(id)
    }
    if isGuessing, frames.isEmpty {
      guessed.append(node.span)
      isGuessing = false
    }
  }

  // MARK: Brackets

  /// Begins a list; false where the nesting is too deep to go on.
  private mutating func open(_ bracket: Bracket, _ token: Token) -> Bool {
    if let action = nextRepair { perform(action, before: token) }
    bracketCount += 1
    guard frames.count < Reader.maximumDepth else {
      lexer.diagnostics.append(.nestingTooDeep(limit: Reader.maximumDepth, at: token.span))
      tree = SyntaxTree()
      return false
    }
    frames.append(frame)
    frame = Frame(
      bracket: bracket, start: token.start, firstElement: pending.count,
      column: token.start - lineStart)
    tree.depth = max(tree.depth, frames.count)
    return true
  }

  /// Ends a list; false where brackets do not match and there is no plan.
  private mutating func close(_ bracket: Bracket, _ token: Token) -> Bool {
    defer { bracketCount += 1 }
    if let action = nextRepair {
      perform(action, before: token)
      if action.isWholeTreatment { return true }
    }
    guard !frames.isEmpty, frame.bracket == bracket else { return false }
    endList(at: token.end)
    return true
  }

  /// Makes the innermost list a datum of the one around it.
  private mutating func endList(at end: Int) {
    finishPrefixes()
    let first = Int32(tree.childTable.count)
    tree.childTable.append(contentsOf: pending[frame.firstElement...])
    pending.removeSubrange(frame.firstElement...)
    let kind: SyntaxTree.Kind =
      switch frame.bracket {
      case .round: .list
      case .square: .bracket
      case .curly: .error
      }
    let node = SyntaxTree.Node(
      kind: kind, span: Span(frame.start, end), children: first..<Int32(tree.childTable.count))
    frame = frames.removeLast()
    if frames.isEmpty { suspicion = nil }
    add(node)
  }

  /// Deals with comments and quotation marks that no datum follows.
  private mutating func finishPrefixes() {
    if frame.skipped > 0 {
      let span = Span(frame.skippedAt, frame.skippedAt + 2)
      lexer.diagnostics.append(.datumCommentOfNothing(at: span))
      frame.skipped = 0
      isGuessing = !frames.isEmpty
    }
    frame.isQuoted = false
  }

  // MARK: The end

  private mutating func finish(_ token: Token) -> Outcome {
    if let action = nextRepair { perform(action, before: token) }
    guard frames.isEmpty else { return .unbalanced }
    finishPrefixes()
    if lexer.openComment != nil { guessed.append(Span(0, token.end)) }
    tree.roots = pending
    tree.symbols = symbols.spellings
    return .complete
  }

  /// Gives up on a text that is wrong everywhere.
  private mutating func finishEarly() -> Outcome {
    tree = SyntaxTree()
    return .complete
  }

  // MARK: Repairs

  /// What the plan says about the bracket that is read.
  private var nextRepair: BracketRepair.Action? {
    guard let steps = repairs?.steps, stepCount < steps.count,
      steps[stepCount].positions.contains(bracketCount)
    else { return nil }
    return steps[stepCount].action
  }

  /// Does what the plan says about a bracket, and reports it.
  private mutating func perform(_ action: BracketRepair.Action, before token: Token) {
    if repairs?.steps[stepCount].positions.upperBound == bracketCount + 1 { stepCount += 1 }
    switch action {
    case .closeMissing(let count): closeMissing(count, before: token)
    case .ignore: excess = excess.map { Span($0.start, token.end) } ?? token.span
    case .exchange:
      exchanged = token
      endList(at: token.end)
    case .exchanged:
      reportExchange(with: token)
      endList(at: token.end)
    case .acceptWrongKind:
      let opening = Span(frame.start, frame.start + 1)
      lexer.diagnostics.append(
        .mismatchedBracket(
          opening: frame.bracket.opening, at: opening, closing: lexer.text(token.start, token.end),
          at: token.span, expected: frame.bracket.closing))
      isGuessing = true
      endList(at: token.end)
    }
  }

  /// Reports two closing brackets in each other's place.
  private mutating func reportExchange(with second: Token) {
    guard let first = exchanged else { return }
    let between = second.start - first.end <= 80 ? lexer.text(first.end, second.start) : nil
    lexer.diagnostics.append(
      .exchangedBrackets(
        lexer.text(first.start, first.end), at: first.span,
        lexer.text(second.start, second.end), at: second.span, between: between))
  }

  /// Closes lists whose brackets are missing before a word, with one message.
  private mutating func closeMissing(_ count: Int, before token: Token) {
    let suspicion = count == 1 && frames.count == 1 ? suspicion : nil
    var outermost = frame
    var missing = ""
    isGuessing = true
    var isFlat = true
    for _ in 0..<count {
      // A list that is closed may be the one that ends too late; one that is closed here is not.
      let elements = pending[frame.firstElement...].dropLast(missing.isEmpty ? 0 : 1)
      isFlat = isFlat && !elements.contains(where: hasElements)
      outermost = frame
      missing += frame.bracket.closing
      endList(at: max(lastEnd, frame.start + 1))
    }
    // A comment without an end has taken the brackets with it.
    if lexer.openComment != nil { return }
    var notes: [Diagnostic.Note] = []
    if let suspicion {
      notes.append(.init("this line is indented as if it stood outside", at: suspicion.line))
    } else if case .opening = token.kind {
      notes.append(.init("the next form begins here", at: token.span))
    }
    lexer.diagnostics.append(
      .unclosedBracket(
        outermost.bracket.opening,
        at: suspicion?.opening ?? Span(outermost.start, outermost.start + 1), missing: missing,
        insertAt: suspicion?.end ?? lastEnd, isCertain: isFlat || suspicion != nil, notes: notes))
  }

  /// Whether a node is made of others.
  private func hasElements(_ node: SyntaxTree.NodeID) -> Bool { !tree[node].children.isEmpty }

  /// Notes the first line of a form that is indented no further than the bracket it lies in: there a
  /// closing bracket is probably missing. A bracket before that line puts the form right only where
  /// all open brackets are of one kind.
  private mutating func watchIndentation(at token: Token) {
    var isFirst = false
    for offset in lastEnd..<max(lastEnd, token.start)
    where lexer.bytes[offset] == UInt8(ascii: "\n") {
      lineStart = offset + 1
      isFirst = true
    }
    guard isFirst, suspicion == nil, remainingChecks > 0, frames.count > 1,
      token.start - lineStart <= frame.column
    else {
      return
    }
    switch token.kind {
    case .closing, .end: return
    default: break
    }
    remainingChecks -= 1
    guard frames.dropFirst().allSatisfy({ $0.bracket == frame.bracket }) else { return }
    suspicion = Suspicion(
      opening: Span(frame.start, frame.start + 1), line: token.span, end: lastEnd)
  }

  /// Reports closing brackets that close nothing, unless more of them follow at once.
  private mutating func flushExcess(before token: Token) {
    if case .closing = token.kind, nextRepair == .ignore { return }
    flushExcess()
  }

  /// Reports closing brackets that close nothing.
  private mutating func flushExcess() {
    guard let span = excess else { return }
    excess = nil
    // Behind nested lists, one of them may have ended too early.
    let isCertain = pending.last.map { form in
      frames.isEmpty && hasElements(form) && !tree.children(of: form).contains(where: hasElements)
    }
    lexer.diagnostics.append(
      .unexpectedClosingBracket(
        lexer.shown(span.start, span.end), at: span, isCertain: isCertain ?? false))
    if frames.isEmpty { guessed.append(brokenForm.union(span)) } else { isGuessing = true }
  }

  /// What a form at top level that has lost its opening bracket, or ended too early, has fallen apart
  /// into: the last data from one that begins a line on.
  private var brokenForm: Span {
    var form = Span.none
    let guessedEnd = guessed.last?.end ?? 0
    for datum in pending.reversed() {
      let span = tree[datum].span
      if span.start < guessedEnd { break }
      form = span.union(form)
      if lexer.beginsLine(span.start) { break }
    }
    return form
  }
}
