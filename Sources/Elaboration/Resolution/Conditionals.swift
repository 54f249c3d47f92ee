import Diagnostics
import Syntax

/// `if`, `cond`, `and`, `or`
extension Resolver {
  /// `(if condition then else)`
  mutating func resolveIf(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    let parts = Array(tree.children(of: node).dropFirst())
    guard parts.count >= 3 else {
      _ = resolve(parts[...], context)
      return parts.count == 2
        ? fail(.missingElse("if", at: span(node)), at: span(node))
        : malformed(.if, node, "it has \(parts.count) parts, not 3")
    }
    guard parts.count == 3 else {
      _ = resolve(parts[...], context)
      return malformed(.if, node, "it has \(parts.count) parts, not 3")
    }
    let condition = resolve(parts[0], context.operand)
    let taken = resolve(parts[1], context)
    let other = resolve(parts[2], context)
    return conditional(condition, taken, other, span(node))
  }

  /// A conditional expression.
  private mutating func conditional(
    _ condition: ExpressionID, _ taken: ExpressionID, _ other: ExpressionID, _ span: Span
  ) -> ExpressionID {
    make(
      .conditional(condition, taken, other), span,
      recurs: syntax[taken].recurs || syntax[other].recurs)
  }

  /// `(cond (condition value) … (else value))`
  mutating func resolveCond(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    let clauses = Array(tree.children(of: node).dropFirst())
    var arms: [(condition: ExpressionID, value: ExpressionID, span: Span)] = []
    var otherwise: ExpressionID?
    for (position, clause) in clauses.enumerated() {
      guard let parts = elements(clause), parts.count == 2, let first = parts.first,
        let last = parts.last
      else {
        if tree[clause].kind == .error { return make(.error, span(node)) }
        return malformed(.cond, clause, "a clause is (condition value)")
      }
      if keyword(first) == .else {
        guard position == clauses.count - 1 else {
          return malformed(.cond, clause, "`else` must be the last clause")
        }
        otherwise = resolve(last, context)
      } else {
        arms.append((resolve(first, context.operand), resolve(last, context), span(clause)))
      }
    }
    guard var result = otherwise else {
      return fail(.missingElse("cond", at: span(node)), at: span(node))
    }
    deepen(by: arms.count)
    for arm in arms.reversed() {
      result = conditional(
        arm.condition, arm.value, result, arm.span.union(span(node)))
    }
    return result
  }

  /// `(and condition …)`: 1 where all hold, and later ones are not looked at after one fails.
  mutating func resolveAnd(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    resolveChain(node, context, ofNone: 1) { ($1, $0) }
  }

  /// `(or condition …)`: 1 where one holds, and later ones are not looked at after it.
  mutating func resolveOr(_ node: SyntaxTree.NodeID, _ context: RecurContext) -> ExpressionID {
    resolveChain(node, context, ofNone: 0) { ($0, $1) }
  }

  /// Conditions one after the other; `branches` orders what decides at once and the rest.
  private mutating func resolveChain(
    _ node: SyntaxTree.NodeID, _ context: RecurContext, ofNone value: Double,
    branches: (_ decided: ExpressionID, _ rest: ExpressionID) -> (ExpressionID, ExpressionID)
  ) -> ExpressionID {
    let conditions = resolve(tree.children(of: node).dropFirst(), context)
    deepen(by: conditions.count)
    var result = make(.literal(value), span(node))
    for condition in conditions.reversed() {
      let (taken, other) = branches(make(.literal(1 - value), span(node)), result)
      result = conditional(condition, taken, other, span(node))
    }
    return result
  }
}
