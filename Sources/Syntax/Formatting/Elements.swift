/// The elements of a list, or of the top level, and how each is set apart from the one before.
struct Elements: Sequence, IteratorProtocol {
  /// What stands before an element.
  enum Separation: Hashable, Sendable { case none, space, line }

  /// One element.
  struct Element {
    /// The number of its first word.
    let token: Int
    /// What stands before it where the list takes several lines.
    let separation: Separation
    /// Whether a blank line before it is kept.
    let keepsBlankLine: Bool
    /// Whether it is a comment with a line of its own.
    let isOwnLineComment: Bool
    /// Its number among the elements that are no comments.
    let ordinal: Int
  }

  private let tokens: FormatTokens
  private let inlineCount: Int
  private let end: Int
  private var position: Int
  private var ordinal = 0
  private var isFirst = true
  private var follows: Token.Kind = .end

  /// The elements of the list at an opening bracket.
  init(of opening: Int, in tokens: FormatTokens, style: ListStyle) {
    self.tokens = tokens
    inlineCount = style.inlineCount
    position = opening + 1
    end = Int(tokens.closings[opening])
  }

  /// The elements at top level.
  init(topLevelOf tokens: FormatTokens) {
    self.tokens = tokens
    inlineCount = 0
    position = 0
    end = tokens.tokens.count
  }

  mutating func next() -> Element? {
    guard position < end else { return nil }
    let kind = tokens.tokens[position].kind
    let isComment = tokens.isComment(position)
    let isOwnLine = isComment && tokens.lineEnds[position] > 0
    let beginsLine =
      isOwnLine || follows == .lineComment || (!isComment && ordinal >= inlineCount)
    let separation: Separation =
      if follows == .datumComment, !isOwnLine {
        kind == .lineComment ? .space : .none
      } else if beginsLine { .line } else { isFirst ? .none : .space }
    let element = Element(
      token: position, separation: separation,
      keepsBlankLine: separation == .line && !isFirst && tokens.lineEnds[position] > 1,
      isOwnLineComment: isOwnLine, ordinal: ordinal)
    follows = kind
    isFirst = false
    if !isComment, kind != .datumComment { ordinal += 1 }
    position = tokens.next(after: position)
    return element
  }
}
