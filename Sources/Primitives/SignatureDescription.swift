extension Primitive {
  /// The calls that the primitive allows, with their results: `(dot (vec n) (vec n)) → real`.
  ///
  /// `any` is one shape for all operands, or a scalar beside it.
  package var signatureDescriptions: [String] { signature.descriptions(name: name) }
}

extension Signature {
  /// The same for a name of the caller's choice.
  package func descriptions(name: String) -> [String] {
    switch shape {
    case .elementwise:
      return arity.operandLists(of: "any").map { "(\(name)\($0)) → any" }
    case .vector: return ["(\(name) real …) → (vec n)"]
    case .rows: return ["(\(name) (vec n) …) → (mat m n)"]
    case .append: return ["(\(name) (vec n) (vec m) …) → (vec n + m + …)"]
    case .overloads(let overloads):
      return overloads.prefix(3).map { $0.description(name: name) }
    }
  }
}

extension Arity {
  /// The operands of each allowed count, every one with a space in front of it.
  fileprivate func operandLists(of operand: String) -> [String] {
    func list(_ count: Int) -> String { String(repeating: " \(operand)", count: count) }
    switch self {
    case .exactly(let count): return [list(count)]
    case .between(let low, let high): return (low...high).map(list)
    case .atLeast(let low): return [list(Swift.max(low, 1)) + " …"]
    }
  }
}

extension Overload {
  /// One call and its result.
  fileprivate func description(name: String) -> String {
    let namer = SizeNamer(self)
    var indices = ["i", "j"][...]
    let parts = operands.map { operand in
      switch operand {
      case .value(let pattern): namer.description(pattern)
      case .index, .staticBound: indices.popFirst() ?? "i"
      case .staticSize: "n"
      case .staticInteger: "k"
      }
    }
    let lengths = parts.filter { $0 == "n" }.count
    let named = lengths == 2 ? [parts[0] == "n" ? "m" : parts[0]] + parts.dropFirst() : parts
    return "(" + ([name] + named).joined(separator: " ") + ") → " + namer.description(result)
  }
}

/// Names for the sizes of one overload: `n` for a single one, else `m`, `n`, `k`.
private struct SizeNamer {
  private let names: [String]

  init(_ overload: Overload) {
    let patterns = overload.operands.compactMap { operand -> TypePattern? in
      if case .value(let pattern) = operand { pattern } else { nil }
    }
    let lengths = overload.operands.count { if case .staticSize = $0 { true } else { false } }
    let variables = Set((patterns + [overload.result]).flatMap(\.variables)).count
    names = Swift.max(variables, lengths) > 1 ? ["m", "n", "k"] : ["n"]
  }

  /// A type with its sizes named.
  func description(_ pattern: TypePattern) -> String {
    switch pattern {
    case .real: "real"
    case .vec(let size): "(vec \(description(size)))"
    case .mat(let rows, let columns): "(mat \(description(rows)) \(description(columns)))"
    }
  }

  private func description(_ size: SizePattern) -> String {
    switch size {
    case .variable(let index), .attribute(let index): names[index]
    case .constant(let value): String(value)
    case .span: "j - i"
    }
  }
}

extension TypePattern {
  /// The numbers of the size variables that occur.
  fileprivate var variables: [Int] {
    let sizes: [SizePattern]
    switch self {
    case .real: sizes = []
    case .vec(let size): sizes = [size]
    case .mat(let rows, let columns): sizes = [rows, columns]
    }
    return sizes.compactMap { if case .variable(let index) = $0 { index } else { nil } }
  }
}
