import Diagnostics
import Primitives
import Syntax

/// Values as people write them on a command line.
package enum ValueLiteral {
  /// A number, a vector `[1,2,3]` or a matrix by rows `[[1,2],[3,4]]`, numbers as in programs;
  /// `nil` for anything else.
  package static func parse(_ text: String) -> Value? {
    let bytes = text.utf8.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: " ") : $0 }
    var diagnostics = DiagnosticBag()
    let tree = Reader.read(SourceFile(bytes: bytes), diagnostics: &diagnostics)
    guard !diagnostics.hasErrors, tree.roots.count == 1 else { return nil }
    if case .number(let value) = tree[tree.roots[0]].kind { return .real(value) }
    if let elements = numbers(tree.roots[0], in: tree) { return .vec(elements) }
    return matrix(tree.roots[0], in: tree)
  }

  /// The text that `parse` reads back.
  package static func format(_ value: Value) -> String {
    switch value {
    case .real(let number): return number.description
    case .vec(let elements): return format(elements[...])
    case .mat(_, let columns, let elements):
      let rows = stride(from: 0, to: elements.count, by: max(1, columns)).map {
        format(elements[$0..<$0 + columns])
      }
      return "[" + rows.joined(separator: ", ") + "]"
    }
  }

  private static func format(_ elements: ArraySlice<Double>) -> String {
    "[" + elements.map(\.description).joined(separator: ", ") + "]"
  }

  /// The elements of a bracket of numbers.
  private static func numbers(_ id: SyntaxTree.NodeID, in tree: SyntaxTree) -> [Double]? {
    guard case .bracket = tree[id].kind else { return nil }
    var elements: [Double] = []
    for child in tree.children(of: id) {
      guard case .number(let value) = tree[child].kind else { return nil }
      elements.append(value)
    }
    return elements
  }

  /// A bracket of brackets of one length.
  private static func matrix(_ id: SyntaxTree.NodeID, in tree: SyntaxTree) -> Value? {
    guard case .bracket = tree[id].kind else { return nil }
    var rows: [[Double]] = []
    for child in tree.children(of: id) {
      guard let row = numbers(child, in: tree) else { return nil }
      rows.append(row)
    }
    guard let columns = rows.first?.count, rows.allSatisfy({ $0.count == columns }) else {
      return nil
    }
    return .mat(rows: rows.count, columns: columns, elements: Array(rows.joined()))
  }
}
