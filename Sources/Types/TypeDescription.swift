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
    let sizes = sizes.map { $0.description(naming: name) }
    switch self {
    case .real: return "real"
    case .vec: return "(vec \(sizes[0]))"
    case .mat: return "(mat \(sizes[0]) \(sizes[1]))"
    }
  }
}
