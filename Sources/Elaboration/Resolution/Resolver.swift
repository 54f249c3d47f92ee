import Diagnostics
import Primitives
import Syntax

/// Resolves names and reduces forms: syntax tree in, abstract syntax out.
///
/// Every occurrence is visited once. What a symbol means is looked up in one step: `meanings` holds
/// the innermost binding, and `trail` what to restore when a scope ends.
struct Resolver {
  /// What a name stands for.
  enum Meaning {
    case keyword(Keyword)
    case primitive(PrimitiveID)
    case constant(Double)
    case variable(VariableID)
    case function(FunctionDeclarationID)
  }

  /// Where a `recur` would go from here.
  enum RecurContext {
    /// There is no loop.
    case outside
    /// To the loop of so many variables, since this is its tail position.
    case tail(Int)
    /// There is a loop, but this is not its tail.
    case inner
    /// There is a loop, but a function lies between.
    case acrossFunction

    /// The context of an operand.
    var operand: RecurContext {
      if case .tail = self { return .inner }
      return self
    }

    /// The context of a function's body.
    var functionBody: RecurContext {
      if case .outside = self { return .outside }
      return .acrossFunction
    }
  }

  let tree: SyntaxTree
  let text: SourceFile
  let options: ElaborationOptions
  var diagnostics: DiagnosticBag
  var syntax = AbstractSyntax()
  var meanings: [Meaning?]
  var trail: [(symbol: SyntaxTree.Symbol, meaning: Meaning?)] = []
  /// Functions whose bodies are being resolved, innermost last.
  var openFunctions: [FunctionDeclarationID] = []
  /// Whether undeclared names are errors.
  var declaresInputs = false
  /// Names that became inputs because nothing declares them, in order of appearance.
  var freeNames: [VariableID] = []
  /// Constants and functions that the definition being resolved mentions.
  var mentionedVariables: [VariableID] = []
  var mentionedFunctions: [FunctionDeclarationID] = []
  /// Names in forms whose brackets were guessed at, which may be meant to be defined there, and names
  /// of definitions that have been reported.
  var guessedSymbols: Set<SyntaxTree.Symbol>
  /// How many more misspelt names to look up.
  var suggestionBudget = 100
  /// How many more texts in the notation of other languages to translate.
  var translationBudget = 1_000
  /// What to write for names that read like notation.
  var notationNames: [SyntaxTree.Symbol: NameAdvice] = [:]
  /// Places that are notation of other languages, and reported as that.
  var notationSpans: [Span] = []
  /// Symbols by their spelling, once something is translated.
  var symbolsByName: [String: Int] = [:]
  private var depth = 0
  /// The deepest nesting in the declaration being resolved.
  private var deepest = 0

  init(
    _ tree: SyntaxTree, of text: SourceFile, options: ElaborationOptions, diagnostics: DiagnosticBag
  ) {
    self.tree = tree
    self.text = text
    self.options = options
    self.diagnostics = diagnostics
    guessedSymbols = diagnostics.hasSilence ? Resolver.silencedSymbols(tree, diagnostics) : []
    meanings = tree.symbols.map(Resolver.builtinMeaning)
    syntax.expressions.reserveCapacity(tree.nodes.count / 2)
  }

  /// The names that occur in parts of the text about which nothing is reported.
  private static func silencedSymbols(_ tree: SyntaxTree, _ diagnostics: DiagnosticBag)
    -> Set<SyntaxTree.Symbol>
  {
    var symbols: Set<SyntaxTree.Symbol> = []
    for node in tree.nodes {
      if case .identifier(let symbol) = node.kind, diagnostics.isSilenced(node.span) {
        symbols.insert(symbol)
      }
    }
    return symbols
  }

  /// What a name means before a program binds it.
  static func builtinMeaning(_ name: String) -> Meaning? {
    if let keyword = Keyword.named(name) { return .keyword(keyword) }
    if let id = Primitive.id(named: name), !id.primitive.isInternal { return .primitive(id) }
    if name == "pi" { return .constant(.pi) }
    return nil
  }

  // MARK: Scope

  /// Gives a symbol a meaning until the enclosing `scoped` ends.
  mutating func bind(_ symbol: SyntaxTree.Symbol, to meaning: Meaning) {
    trail.append((symbol, meanings[Int(symbol.index)]))
    meanings[Int(symbol.index)] = meaning
  }

  /// Runs `body` and forgets what it bound.
  mutating func scoped<Result>(_ body: (inout Resolver) -> Result) -> Result {
    let mark = trail.count
    let result = body(&self)
    while trail.count > mark {
      let (symbol, meaning) = trail.removeLast()
      meanings[Int(symbol.index)] = meaning
    }
    return result
  }

  /// A new variable; it has no name in scope until it is bound.
  mutating func declare(
    _ symbol: SyntaxTree.Symbol, at span: Span, as role: Variable.Role
  ) -> VariableID {
    syntax.variables.append(Variable(name: tree.spelling(symbol), span: span, role: role))
    return VariableID(syntax.variables.count - 1)
  }

  // MARK: Building

  /// Adds an expression.
  mutating func make(_ kind: Expression.Kind, _ span: Span, recurs: Bool = false) -> ExpressionID {
    syntax.expressions.append(Expression(kind: kind, span: span, recurs: recurs))
    return ExpressionID(syntax.expressions.count - 1)
  }

  /// Reports and gives an expression that later stages pass over.
  mutating func fail(_ diagnostic: Diagnostic, at span: Span) -> ExpressionID {
    diagnostics.report(diagnostic)
    return make(.error, span)
  }

  /// Keeps count of nesting around `body`.
  mutating func nested<Result>(_ body: (inout Resolver) -> Result) -> Result {
    depth += 1
    deepest = max(deepest, depth)
    defer { depth -= 1 }
    return body(&self)
  }

  /// Notes that an expression at this place nests so many levels deeper than its text.
  mutating func deepen(by levels: Int) {
    deepest = max(deepest, depth + levels)
  }

  /// The nesting of the declaration that has just been resolved.
  mutating func takeDepth() -> Int {
    defer { deepest = 0 }
    return deepest + 1
  }

  // MARK: Reading nodes

  /// The identifier that a node is.
  func symbol(_ node: SyntaxTree.NodeID) -> SyntaxTree.Symbol? {
    if case .identifier(let symbol) = tree[node].kind { return symbol }
    return nil
  }

  /// The elements of a list or bracket; `nil` for an atom.
  func elements(_ node: SyntaxTree.NodeID) -> ArraySlice<SyntaxTree.NodeID>? {
    switch tree[node].kind {
    case .list, .bracket: tree.children(of: node)
    default: nil
    }
  }

  /// The keyword that a node is, unless the program has rebound it.
  func keyword(_ node: SyntaxTree.NodeID) -> Keyword? {
    guard let symbol = symbol(node), case .keyword(let keyword)? = meanings[Int(symbol.index)]
    else { return nil }
    return keyword
  }

  /// The span of a node.
  func span(_ node: SyntaxTree.NodeID) -> Span { tree[node].span }

  /// The form that a node should have had, reported once.
  mutating func malformed(_ keyword: Keyword, _ node: SyntaxTree.NodeID, _ problem: String)
    -> ExpressionID
  {
    let parts = tree.children(of: node)
    // What could not be read, and has been reported, may be what is wrong with the form.
    if parts.contains(where: { tree[$0].kind == .error }) { return make(.error, span(node)) }
    if !parts.isEmpty, let run = notation(among: parts.dropFirst()) {
      return fail(notation(run, at: span(of: run.elements), text: nil), at: span(node))
    }
    return fail(
      .malformedForm(keyword.rawValue, problem, syntax: keyword.syntax, at: span(node)),
      at: span(node))
  }
}
