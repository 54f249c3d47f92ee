import Diagnostics

/// A program as nested data: what the reader gives and elaboration reads.
///
/// Nodes live in one flat table, so that depth costs nothing: neither reading nor freeing recurses.
package struct SyntaxTree: Sendable {
  /// Number of a node.
  package struct NodeID: Hashable, Sendable {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(index) }
  }

  /// An interned identifier.
  package struct Symbol: Hashable, Sendable {
    package let index: Int32
    package init(_ index: Int) { self.index = Int32(index) }
  }

  /// What a node is.
  package enum Kind: Hashable, Sendable {
    case identifier(Symbol)
    case number(Double)
    /// `( … )`
    case list
    /// `[ … ]`
    case bracket
    /// What could not be read; it has been reported.
    case error
  }

  /// One datum.
  package struct Node: Hashable, Sendable {
    package let kind: Kind
    package let span: Span
    /// Where in `childTable` its elements stand.
    package let children: Range<Int32>

    package init(kind: Kind, span: Span, children: Range<Int32> = 0..<0) {
      self.kind = kind
      self.span = span
      self.children = children
    }
  }

  package var nodes: [Node] = []
  package var childTable: [NodeID] = []
  /// The data at top level, in order.
  package var roots: [NodeID] = []
  /// Spellings of symbols.
  package var symbols: [String] = []
  /// The deepest nesting of brackets.
  package var depth = 0

  package init() {}

  package subscript(id: NodeID) -> Node { nodes[Int(id.index)] }

  /// The elements of a list or bracket.
  package func children(of id: NodeID) -> ArraySlice<NodeID> {
    let range = self[id].children
    return childTable[Int(range.lowerBound)..<Int(range.upperBound)]
  }

  /// How a symbol is spelled.
  package func spelling(_ symbol: Symbol) -> String { symbols[Int(symbol.index)] }
}
