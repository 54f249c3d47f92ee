import Diagnostics
import Syntax

extension Resolver {
  /// The type and the constraints behind the value of `(parameter name value …)`.
  mutating func parameterProperties(
    _ nodes: ArraySlice<SyntaxTree.NodeID>
  ) -> (annotation: TypeAnnotation?, constraints: [Constraint]) {
    var annotation: TypeAnnotation?
    var constraints: [Constraint] = []
    for node in nodes {
      if let (word, operands) = constraintParts(node) {
        guard let constraint = constraint(word, operands, node) else { continue }
        if constraints.contains(where: { $0.word == word }) {
          diagnostics.report(
            .malformedConstraint("`\(word.rawValue)` is said twice", at: constraint.span))
          continue
        }
        constraints.append(constraint)
      } else if node == nodes.first, isLikeType(node) {
        annotation = typeAnnotation(node)
      } else if node == nodes.first, tree[node].kind != .error {
        diagnostics.report(
          .malformedType(
            orConstraint: Constraint.Word.allCases.map(\.syntax), at: span(node)))
      } else if tree[node].kind != .error {
        diagnostics.report(
          .malformedConstraint(
            "this does not say how a parameter is fitted",
            known: Constraint.Word.allCases.map(\.syntax), at: span(node)))
      }
    }
    return (annotation, constraints)
  }

  /// Whether a node begins as types do.
  private func isLikeType(_ node: SyntaxTree.NodeID) -> Bool {
    let head = tree[node].kind == .list ? tree.children(of: node).first : node
    guard let symbol = head.flatMap({ symbol($0) }) else { return false }
    return ["real", "vec", "mat"].contains(tree.spelling(symbol))
  }

  /// The word and the operands of what may be a constraint.
  private func constraintParts(
    _ node: SyntaxTree.NodeID
  ) -> (Constraint.Word, [SyntaxTree.NodeID])? {
    if let symbol = symbol(node) {
      return Constraint.Word(rawValue: tree.spelling(symbol)).map { ($0, []) }
    }
    guard tree[node].kind == .list, let head = tree.children(of: node).first,
      let symbol = symbol(head), let word = Constraint.Word(rawValue: tree.spelling(symbol))
    else { return nil }
    return (word, Array(tree.children(of: node).dropFirst()))
  }

  /// A constraint with its operands resolved; `nil` after a report.
  private mutating func constraint(
    _ word: Constraint.Word, _ operands: [SyntaxTree.NodeID], _ node: SyntaxTree.NodeID
  ) -> Constraint? {
    guard operands.count == word.operandCount else {
      diagnostics.report(
        .malformedConstraint(
          "`\(word.rawValue)` is incomplete or has too much", known: [word.syntax],
          at: span(node)))
      return nil
    }
    return Constraint(
      word: word, operands: operands.map { resolve($0, .outside) }, span: span(node))
  }
}
