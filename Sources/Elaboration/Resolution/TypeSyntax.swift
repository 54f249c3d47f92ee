import Diagnostics
import Syntax
import Types

extension Resolver {
  /// `real`, `(vec n)`, `(mat m n)`; `nil` after a report.
  mutating func typeAnnotation(_ node: SyntaxTree.NodeID) -> TypeAnnotation? {
    if let symbol = symbol(node), tree.spelling(symbol) == "real" {
      return TypeAnnotation(lengths: [], span: span(node))
    }
    guard tree[node].kind == .list, let head = tree.children(of: node).first,
      let symbol = symbol(head)
    else { return malformedType(node) }
    let sizes = tree.children(of: node).dropFirst()
    switch (tree.spelling(symbol), sizes.count) {
    case ("vec", 1), ("mat", 2): break
    default: return malformedType(node)
    }
    var lengths: [TypeAnnotation.Length] = []
    for size in sizes {
      guard let length = length(size) else { return nil }
      lengths.append(length)
    }
    return TypeAnnotation(lengths: lengths, span: span(node))
  }

  /// Reports a node that is no type.
  private mutating func malformedType(_ node: SyntaxTree.NodeID) -> TypeAnnotation? {
    if tree[node].kind != .error { diagnostics.report(.malformedType(at: span(node))) }
    return nil
  }

  /// A number, a constant of the program, or a name for an unknown.
  private mutating func length(_ node: SyntaxTree.NodeID) -> TypeAnnotation.Length? {
    switch tree[node].kind {
    case .number(let value):
      guard value >= 0, value <= Double(Size.limit), value == value.rounded() else {
        diagnostics.report(.invalidSize(value, at: span(node)))
        return nil
      }
      return .known(Int(value))
    case .identifier(let symbol):
      if case .variable(let variable)? = meanings[Int(symbol.index)],
        syntax[variable].role == .constant
      {
        use(variable)
        return .constant(variable)
      }
      if meanings[Int(symbol.index)] == nil, notationAdvice(symbol) != nil {
        diagnostics.report(
          .notationName(
            tree.spelling(symbol), hint: "a size is a number or a name", replacement: nil,
            at: span(node)))
        return nil
      }
      return .named(tree.spelling(symbol))
    default:
      if tree[node].kind != .error { diagnostics.report(.malformedType(at: span(node))) }
      return nil
    }
  }
}
