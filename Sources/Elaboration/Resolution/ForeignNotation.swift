import Diagnostics
import Syntax

/// Expressions as other languages write them, `(x + 1)` and `sin(x)`: each is one error.
extension Resolver {
  /// Neighbours in a list that are written so.
  struct NotationRun {
    let elements: ArraySlice<SyntaxTree.NodeID>
    /// Whether it is one call `name(…)`.
    let isCall: Bool
  }

  // MARK: Finding it

  /// The first elements that are an operator with its operands, or a call `name(…)`.
  func notation(among elements: ArraySlice<SyntaxTree.NodeID>) -> NotationRun? {
    for index in elements.indices {
      if isOperator(elements[index]) {
        let start =
          index > elements.startIndex ? startOfOperand(before: index, in: elements) : index
        return NotationRun(
          elements: elements[start..<endOfRun(from: index, in: elements)], isCall: false)
      }
      if isCall(index, in: elements) {
        let end = endOfRun(from: index, in: elements)
        return NotationRun(elements: elements[index..<end], isCall: end == index + 2)
      }
    }
    return nil
  }

  /// Where the operand before an operator begins.
  private func startOfOperand(
    before index: Int, in elements: ArraySlice<SyntaxTree.NodeID>
  ) -> Int {
    let isCalled = index - 2 >= elements.startIndex && isCall(index - 2, in: elements)
    return isCalled ? index - 2 : index - 1
  }

  /// Where operators and operands in turn end.
  private func endOfRun(from start: Int, in elements: ArraySlice<SyntaxTree.NodeID>) -> Int {
    var end = start
    while end < elements.endIndex {
      if isOperator(elements[end]) {
        end += 1
        continue
      }
      end += isCall(end, in: elements) ? 2 : 1
      while end < elements.endIndex, isVector(elements[end]),
        span(elements[end - 1]).end == span(elements[end]).start
      {
        end += 1
      }
      while end < elements.endIndex, beginsWithOperator(elements[end]) { end += 1 }
      guard end < elements.endIndex,
        isOperator(elements[end]) || endsInOperator(elements[end - 1])
      else { break }
    }
    return end
  }

  /// Whether a node is an operator that stands where a value should.
  private func isOperator(_ node: SyntaxTree.NodeID) -> Bool {
    guard case .identifier(let symbol) = tree[node].kind else { return false }
    let spelling = tree.spelling(symbol)
    switch meanings[Int(symbol.index)] {
    case .primitive?, .keyword?: return Notation.isOperator(spelling)
    case nil:
      // `mod` and its like are names, where nothing declares them.
      return spelling.utf8.count <= 4
        && spelling.unicodeScalars.first?.properties.isAlphabetic == false
        && Notation.isOperator(spelling)
    default: return false
    }
  }

  /// Whether a word begins with an operator, as the last one of `(x)^2` does.
  private func beginsWithOperator(_ node: SyntaxTree.NodeID) -> Bool {
    switch tree[node].kind {
    case .identifier(let symbol) where meanings[Int(symbol.index)] != nil: false
    case .identifier, .number, .error:
      span(node).start + 1 < span(node).end
        && "*^%=<>&+-/".utf8.contains(text.bytes[span(node).start])
    default: false
    }
  }

  /// Whether a word ends in an operator.
  func endsInOperator(_ node: SyntaxTree.NodeID) -> Bool {
    switch tree[node].kind {
    case .identifier(let symbol) where meanings[Int(symbol.index)] == nil:
      Notation.endsInOperator(tree.spelling(symbol))
    case .error: "*^%=<>&+-/".utf8.contains(text.bytes[span(node).end - 1])
    default: false
    }
  }

  /// Whether a name and the list behind it are a call: the name is that of a function, or the list
  /// follows at once and calls nothing itself. So are `2(…)`, `x^(…)` and `v[i]`, which are read alike.
  private func isCall(_ index: Int, in elements: ArraySlice<SyntaxTree.NodeID>) -> Bool {
    guard index + 1 < elements.endIndex else { return false }
    let (name, list) = (elements[index], elements[index + 1])
    let isAdjacent = span(name).end == span(list).start
    let isFunction = symbol(name).map { isCallable(meanings[Int($0.index)]) } ?? false
    switch (tree[name].kind, tree[list].kind) {
    case (.identifier, .list) where isFunction: return true
    case (.identifier(let symbol), .list)
    where isAdjacent && meanings[Int(symbol.index)] == nil
      && Notation.lastOperand(tree.spelling(symbol)).map(Resolver.isBuiltinFunction) ?? false:
      return true
    case (.identifier, .list), (.number, .list), (.error, .list):
      return isAdjacent && !isCall(list)
    case (.identifier, .bracket):
      return isAdjacent && (isFunction || tree.children(of: list).count == 1)
    default: return false
    }
  }

  /// Whether a list in parentheses follows a name at once.
  private func isAdjacentCall(_ index: Int, in elements: ArraySlice<SyntaxTree.NodeID>) -> Bool {
    tree[elements[index + 1]].kind == .list
      && span(elements[index]).end == span(elements[index + 1]).start
  }

  /// Whether a list begins with what can be called.
  private func isCall(_ list: SyntaxTree.NodeID) -> Bool {
    guard let head = tree.children(of: list).first else { return false }
    if let symbol = symbol(head) { return isCallable(meanings[Int(symbol.index)]) }
    return isLambda(head)
  }

  /// Whether a word is a function before a program binds it.
  private static func isBuiltinFunction(_ word: String) -> Bool {
    if case .primitive? = builtinMeaning(word) { return true }
    return false
  }

  /// Whether a name of this meaning stands at the head of lists.
  func isCallable(_ meaning: Meaning?) -> Bool {
    switch meaning {
    case .primitive?, .function?: true
    case .keyword(let keyword)?: keyword != .else
    default: false
    }
  }

  // MARK: Reporting it

  /// Reports notation among the operands of a list whose head can be called.
  mutating func failNotation(
    among operands: ArraySlice<SyntaxTree.NodeID>, _ node: SyntaxTree.NodeID,
    _ context: RecurContext
  ) -> ExpressionID? {
    guard var run = notation(among: operands) else { return nil }
    // The head of `(sin(x) + 1)` is called within the notation.
    let all = tree.children(of: node)
    if run.elements.startIndex == operands.startIndex, all.count > 2,
      operands.startIndex == all.startIndex + 1, isAdjacentCall(all.startIndex, in: all)
    {
      run = NotationRun(elements: all[all.startIndex..<run.elements.endIndex], isCall: false)
      report(run, in: run.elements.count == all.count ? node : nil, context)
      return fail(runsBeside: run, among: all, node, context)
    }
    // A minus sign before infix notation belongs to it.
    let isSigned =
      !run.isCall && run.elements.count == operands.count
      && (tree.children(of: node).first.flatMap { symbol($0) }.map {
        Notation.isSign(tree.spelling($0))
      } ?? false)
    report(run, in: isSigned ? node : nil, context)
    return fail(runsBeside: run, among: operands, node, context)
  }

  /// Reports a list whose head cannot be called, where it is written as in other languages.
  mutating func failNotation(
    list node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID? {
    // An operator of other languages may well come first: `(!= a b)`.
    let all = tree.children(of: node)
    let elements = all.first.map(isOperator) ?? false ? all.dropFirst() : all
    guard let run = notation(among: elements) ?? difference(elements) else { return nil }
    report(run, in: run.elements.count == all.count ? node : nil, context)
    return fail(runsBeside: run, among: elements, node, context)
  }

  /// Reports a run, or a whole list in which there is nothing else.
  private mutating func report(
    _ run: NotationRun, in list: SyntaxTree.NodeID?, _ context: RecurContext
  ) {
    let place = list.map { span($0) } ?? span(of: run.elements)
    let inside = list.map { Span(span($0).start + 1, span($0).end - 1) }
    diagnostics.report(notation(run, at: place, text: inside))
    resolveInside(run.elements, context)
  }

  /// Resolves what stands beside the first run, and reports further runs.
  private mutating func fail(
    runsBeside first: NotationRun, among elements: ArraySlice<SyntaxTree.NodeID>,
    _ node: SyntaxTree.NodeID, _ context: RecurContext
  ) -> ExpressionID {
    _ = resolve(elements[elements.startIndex..<first.elements.startIndex], context)
    var rest = elements[first.elements.endIndex...]
    while let run = notation(among: rest) {
      _ = resolve(rest[rest.startIndex..<run.elements.startIndex], context)
      report(run, in: nil, context)
      rest = rest[run.elements.endIndex...]
    }
    _ = resolve(rest, context)
    return make(.error, span(node))
  }

  /// `(x -1)` and `((x) ^2)`, which are two words.
  private func difference(_ elements: ArraySlice<SyntaxTree.NodeID>) -> NotationRun? {
    guard elements.count > 1, elements.dropFirst().allSatisfy(beginsWithOperator) else {
      return nil
    }
    return NotationRun(elements: elements, isCall: false)
  }

  /// The diagnostic of a run; `text` is what is translated where it is not all of the place.
  mutating func notation(_ run: NotationRun, at place: Span, text part: Span?) -> Diagnostic {
    notationSpans.append(place)
    let part = part ?? place
    let meant =
      part.end - part.start <= Notation.longest ? translation(of: text.text(part)) : nil
    guard run.isCall, let name = run.elements.first, symbol(name) != nil,
      !Notation.endsInOperator(text.text(span(name))), run.elements.last.map(isVector) == false,
      meant != nil || Notation.lastOperand(text.text(span(name))) == nil
    else { return .foreignOperator(meant?.text, advice: operatorAdvice(run), at: place) }
    return .foreignCall(text.text(span(name)), meant: meant?.text, at: place)
  }

  private func isVector(_ node: SyntaxTree.NodeID) -> Bool { tree[node].kind == .bracket }

  /// What there is to say of an operator that has no words here.
  private func operatorAdvice(_ run: NotationRun) -> String? {
    run.elements.lazy.filter { isOperator($0) }.compactMap { symbol($0) }
      .map { tree.spelling($0) }
      .compactMap { name in ForeignWord.named(name).map { $0.advice(for: name) } }.first
  }

  /// The place of neighbours.
  func span(of elements: ArraySlice<SyntaxTree.NodeID>) -> Span {
    guard let first = elements.first, let last = elements.last else { return .none }
    return span(first).union(span(last))
  }

  // MARK: Going on

  /// Resolves what stands in notation that has been reported, so that mistakes further in are found;
  /// what is notation itself is part of the one mistake.
  mutating func resolveInside(
    _ elements: ArraySlice<SyntaxTree.NodeID>, _ context: RecurContext
  ) {
    var index = elements.startIndex
    while index < elements.endIndex {
      let node = elements[index]
      if isCall(index, in: elements) {
        resolveInside(tree.children(of: elements[index + 1]), context)
        index += 2
        continue
      }
      index += 1
      if let symbol = symbol(node) {
        switch meanings[Int(symbol.index)] {
        case .keyword?, .primitive?, .function?: continue
        case nil where isOperator(node) || notationAdvice(symbol) != nil: continue
        default: break
        }
      }
      let inner = tree.children(of: node)
      if !inner.isEmpty, notation(among: inner) != nil || isGroup(inner) {
        nested { $0.resolveInside(inner, context) }
      } else {
        _ = resolve(node, context.operand)
      }
    }
  }

  /// Whether parentheses stand around one value.
  private func isGroup(_ elements: ArraySlice<SyntaxTree.NodeID>) -> Bool {
    guard elements.count == 1, let symbol = symbol(elements[elements.startIndex]) else {
      return false
    }
    return !isCallable(meanings[Int(symbol.index)])
  }
}
