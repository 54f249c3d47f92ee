import Diagnostics
import Syntax

/// Programs without parentheses around them: `y = 2*x`, `sin x`, `def f(x): return x`.
extension Resolver {
  /// Neighbours at top level that are written as in other languages, in order.
  func foreignStatements() -> [ArraySlice<SyntaxTree.NodeID>] {
    let roots = tree.roots[...]
    var statements: [ArraySlice<SyntaxTree.NodeID>] = []
    var start = 0
    while start < roots.count {
      var end = start
      while end < roots.count, !isDeclaration(roots[end]) { end += 1 }
      if end - start > 1, isForeignStatement(roots[start..<end]) {
        statements.append(roots[start..<end])
      }
      start = end + 1
    }
    return statements
  }

  private func isDeclaration(_ root: SyntaxTree.NodeID) -> Bool {
    guard tree[root].kind == .list, let head = tree.children(of: root).first else { return false }
    return keyword(head)?.isDeclaration ?? false
  }

  /// Whether neighbours begin with a word that belongs into parentheses, or have notation in them.
  private func isForeignStatement(_ roots: ArraySlice<SyntaxTree.NodeID>) -> Bool {
    if let first = roots.first.flatMap({ symbol($0) }) {
      let meaning = meanings[Int(first.index)]
      if isCallable(meaning) { return true }
      if meaning == nil, ForeignWord.named(tree.spelling(first))?.isStatement ?? false {
        return true
      }
    }
    return notation(among: roots) != nil
  }

  /// Reports such neighbours; they are the program's result, so that none is missed.
  mutating func resolveForeignStatement(
    _ roots: ArraySlice<SyntaxTree.NodeID>
  ) -> ExpressionID {
    let place = span(of: roots)
    // Brackets that are not closed have been reported.
    if roots.contains(where: { diagnostics.isSilenced(span($0)) }) { return make(.error, place) }
    defer { resolveInside(roots, .outside) }
    if !isAssignment(roots), let run = notation(among: roots), run.elements.count == roots.count {
      return fail(notation(run, at: place, text: nil), at: place)
    }
    notationSpans.append(place)
    return fail(.foreignStatement(statementAdvice(roots, place), at: place), at: place)
  }

  /// What to write for neighbours that are no expression of other languages.
  private mutating func statementAdvice(
    _ roots: ArraySlice<SyntaxTree.NodeID>, _ place: Span
  ) -> String? {
    guard let first = roots.first.flatMap({ symbol($0) }) else { return nil }
    let name = tree.spelling(first)
    if case .keyword(let keyword)? = meanings[Int(first.index)] {
      return "a form stands in parentheses: write \(keyword.syntax)"
    }
    if let meaning = meanings[Int(first.index)], isCallable(meaning) {
      return notation(among: roots.dropFirst()) == nil && !roots.contains(where: endsInOperator)
        && place.end - place.start <= Notation.longest
        ? "a call stands in parentheses: write `(\(text.text(place)))`" : nil
    }
    if let word = ForeignWord.named(name), word.isStatement { return word.advice(for: name) }
    guard isAssignment(roots) else { return nil }
    let value = span(of: roots.dropFirst(2))
    guard value.end - value.start <= Notation.longest else { return nil }
    let right = text.text(value)
    let meant = translation(of: right)?.text ?? (roots.count == 3 ? right : nil)
    return meant.map { "write `\($0)`, and `(define \(name) \($0))` where it is used further" }
  }
}

extension Resolver {
  /// `y = …`
  private func isAssignment(_ roots: ArraySlice<SyntaxTree.NodeID>) -> Bool {
    guard roots.count > 2, roots.first.flatMap({ symbol($0) }) != nil,
      let sign = symbol(roots[roots.startIndex + 1])
    else { return false }
    return ["=", ":=", "<-"].contains(tree.spelling(sign))
  }
}

/// Which expressions at top level are parts of one statement, while they are gone through in order.
struct ForeignStatements {
  /// What an expression is of its statement.
  enum Part {
    case first(ArraySlice<SyntaxTree.NodeID>)
    case further
  }

  private let statements: [(elements: ArraySlice<SyntaxTree.NodeID>, span: Span)]
  private var next = 0
  private var isBegun = false

  init(_ resolver: Resolver) {
    statements = resolver.foreignStatements().map { ($0, resolver.span(of: $0)) }
  }

  /// What the next declaration is of a statement; `nil` where it stands for itself.
  mutating func part(_ declaration: Resolver.Declaration, _ resolver: Resolver) -> Part? {
    guard case .expression(let node) = declaration else { return nil }
    let place = resolver.span(node)
    while next < statements.count, statements[next].span.end <= place.start {
      next += 1
      isBegun = false
    }
    guard next < statements.count, statements[next].span.start <= place.start else { return nil }
    defer { isBegun = true }
    return isBegun ? .further : .first(statements[next].elements)
  }
}

extension ForeignWord {
  /// Whether it begins a statement.
  var isStatement: Bool {
    if case .words = translation { return true }
    return false
  }
}
