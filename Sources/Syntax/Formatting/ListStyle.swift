/// How a list that does not fit on one line is laid out.
struct ListStyle {
  /// The kinds of layout.
  enum Kind: Hashable, Sendable {
    /// Operands under the first one: `(+ a` and below it `b)`.
    case call
    /// A head and its first elements on one line, the body below, two columns in.
    case body
    /// Elements one below the other, one column in.
    case column
    /// As many elements on a line as fit.
    case fill
  }

  let kind: Kind
  /// How many elements begin on the line of the bracket.
  let inlineCount: Int
  /// Whether the list takes several lines even where one is enough.
  let alwaysBreaks: Bool
  /// Whether each binding has a line of its own.
  private(set) var separatesBindings = false

  /// Forms with a body: how many elements stand between the name and the body, and whether the body
  /// always has lines of its own.
  private static let bodyForms: [String: (headers: Int, alwaysBreaks: Bool)] = [
    "define": (1, false), "lambda": (1, false), "tabulate": (1, false), "let": (1, true),
    "let*": (1, true), "letrec": (1, true), "loop": (1, true), "scan": (2, true),
  ]

  /// The style of the list at an opening bracket.
  init(of opening: Int, in tokens: FormatTokens) {
    let head = opening + 1
    if tokens.tokens[opening].kind == .opening(.square) {
      let isFlat = Self.holdsOnlyWords(opening, in: tokens)
      self.init(isFlat ? .fill : .column, inlineCount: 1)
      return
    }
    switch tokens.tokens[head].kind {
    case .identifier: self.init(named: head, listAt: opening, in: tokens)
    case .number: self.init(.call, inlineCount: 2)
    default: self.init(.column, inlineCount: 1)
    }
  }

  private init(_ kind: Kind, inlineCount: Int, alwaysBreaks: Bool = false) {
    self.kind = kind
    self.inlineCount = inlineCount
    self.alwaysBreaks = alwaysBreaks
  }

  /// The style that goes with the name at the head of a list.
  private init(named head: Int, listAt opening: Int, in tokens: FormatTokens) {
    let isShort = tokens.tokens[head].end - tokens.tokens[head].start <= 8
    let name = isShort ? String(decoding: tokens.text(head), as: UTF8.self) : ""
    if name == "cond" {
      let clauses = Self.count(opening, in: tokens, upTo: 3) - 1
      self.init(.call, inlineCount: 2, alwaysBreaks: clauses > 1)
    } else if let form = Self.bodyForms[name] {
      let second = tokens.tokens[head + 1].kind
      let headers = name == "let" && second == .identifier ? 2 : form.headers
      let hasBody = Self.count(opening, in: tokens, upTo: headers + 2) > headers + 1
      self.init(.body, inlineCount: headers + 1, alwaysBreaks: form.alwaysBreaks && hasBody)
      separatesBindings = headers == 1 && (name == "let" || name == "let*" || name == "letrec")
    } else {
      self.init(.call, inlineCount: 2)
    }
  }

  /// How many elements a list has, comments aside, counted no further than a limit.
  static func count(_ opening: Int, in tokens: FormatTokens, upTo limit: Int) -> Int {
    var count = 0
    var position = opening + 1
    while position < tokens.closings[opening], count < limit {
      if !tokens.isComment(position) { count += 1 }
      position = tokens.next(after: position)
    }
    return count
  }

  private static func holdsOnlyWords(_ opening: Int, in tokens: FormatTokens) -> Bool {
    for position in opening + 1..<Int(tokens.closings[opening]) {
      switch tokens.tokens[position].kind {
      case .identifier, .number: continue
      default: return false
      }
    }
    return true
  }
}
