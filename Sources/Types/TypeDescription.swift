extension Size: CustomStringConvertible {
  /// As types are written: `3`, `n0`, `n0 + 1`.
  package var description: String { description { "n\($0.index)" } }

  /// The same with names of the caller's choice for the symbols.
  package func description(naming name: (SizeSymbol) -> String) -> String {
    var parts = terms.map { term in
      term.coefficient == 1 ? name(term.symbol) : "\(term.coefficient)*\(name(term.symbol))"
    }
    if constant != 0 || parts.isEmpty { parts.append(String(constant)) }
    return parts.joined(separator: " + ")
  }
}

extension Type: CustomStringConvertible {
  /// As the language writes it: `real`, `(vec 3)`, `(mat 2 n0)`.
  package var description: String { description { "n\($0.index)" } }

  /// The same with names of the caller's choice for the symbols.
  package func description(naming name: (SizeSymbol) -> String) -> String {
    switch self {
    case .real: "real"
    case .vec(let size): "(vec \(size.description(naming: name)))"
    case .mat(let rows, let columns):
      "(mat \(rows.description(naming: name)) \(columns.description(naming: name)))"
    case .tape: "tape"
    }
  }
}
