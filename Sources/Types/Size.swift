/// A size that inference left open, or has not solved yet.
package struct SizeSymbol: Hashable, Comparable, Sendable {
  package let index: Int

  package init(_ index: Int) { self.index = index }

  package static func < (left: SizeSymbol, right: SizeSymbol) -> Bool { left.index < right.index }
}

/// The length of a dimension: a constant plus a sum of multiples of symbols.
package struct Size: Hashable, Sendable {
  /// A symbol and how often it counts.
  package struct Term: Hashable, Sendable {
    package let symbol: SizeSymbol
    package let coefficient: Int

    package init(symbol: SizeSymbol, coefficient: Int) {
      self.symbol = symbol
      self.coefficient = coefficient
    }
  }

  package var constant: Int
  /// In the order of their symbols, no coefficient zero.
  package var terms: [Term]

  package init(constant: Int, terms: [Term] = []) {
    self.constant = constant
    self.terms = terms
  }

  package static func known(_ value: Int) -> Size { Size(constant: value) }

  package static func symbol(_ symbol: SizeSymbol) -> Size {
    Size(constant: 0, terms: [Term(symbol: symbol, coefficient: 1)])
  }

  /// The number, where no symbol is left.
  package var known: Int? { terms.isEmpty ? constant : nil }

  /// The symbol, where the size is one and a constant.
  package var symbol: SizeSymbol? {
    terms.count == 1 && terms[0].coefficient == 1 ? terms[0].symbol : nil
  }

  /// The largest length of a dimension, and the most elements of a value: a gibibyte of doubles.
  package static let limit = 1 << 27

  /// Whether a value of this length is either empty or larger than the limit.
  package var exceedsLimit: Bool {
    constant > Size.limit || terms.contains { $0.coefficient > Size.limit }
  }

  package static func + (left: Size, right: Size) -> Size { left.adding(right, times: 1) }
  package static func - (left: Size, right: Size) -> Size { left.adding(right, times: -1) }

  /// This size plus a multiple of another.
  package func adding(_ other: Size, times factor: Int) -> Size {
    Size.sum(of: [(self, 1), (other, factor)])
  }

  /// The sum of multiples of sizes.
  package static func sum(of parts: [(size: Size, factor: Int)]) -> Size {
    var constant = 0
    var coefficients: [SizeSymbol: Int] = [:]
    for part in parts {
      let factor = bounded(part.factor)
      constant = bounded(constant + part.size.constant * factor)
      for term in part.size.terms {
        let sum = coefficients[term.symbol, default: 0] + term.coefficient * factor
        coefficients[term.symbol] = bounded(sum)
      }
    }
    return Size(
      constant: constant,
      terms: coefficients.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        .map { Term(symbol: $0.key, coefficient: $0.value) })
  }

  /// A number within bounds that products and sums of two such numbers never overflow, and that lie
  /// beyond the limit: what is there is refused, whatever it is.
  private static func bounded(_ number: Int) -> Int { max(-1 << 31, min(1 << 31, number)) }
}
