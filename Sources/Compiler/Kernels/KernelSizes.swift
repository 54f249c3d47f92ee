import IR
import Types

/// The lengths that open sizes have, solved from the sizes that a caller gives by name.
struct KernelSizes {
  private(set) var lengths: [SizeSymbol: Int] = [:]

  init(of program: Program, named sizes: [String: Int]) throws(KernelError) {
    let declared = program.inputs.map(\.type) + program.parameters.map(\.type)
    let open = declared.flatMap(\.sizes).filter { $0.known == nil }
    func name(_ size: Size) -> String {
      size.description { program.sizeNames[$0] ?? "n\($0.index)" }
    }
    let known = Set(open.map(name))
    for key in sizes.keys.sorted() where !known.contains(key) { throw .unknownSize(key) }
    var given: [(Size, Int)] = []
    for size in open {
      if let length = sizes[name(size)] { given.append((size, length)) }
    }
    var count = -1
    while count != lengths.count {
      count = lengths.count
      for (size, length) in given { bind(size, to: length) }
    }
    for size in open {
      guard size.terms.allSatisfy({ lengths[$0.symbol] != nil }) else {
        throw .missingSize(name(size))
      }
    }
    for (size, length) in given where self.length(size) != length {
      throw .wrongSize("the size \(name(size)) cannot be \(length)")
    }
    for requirement in program.sizeRequirements {
      let length = length(requirement.size)
      guard length >= requirement.minimum else {
        throw .wrongSize(
          "the size \(name(requirement.size)) must be at least \(requirement.minimum), got \(length)"
        )
      }
    }
  }

  /// What a size comes to; symbols that nothing decides are taken as 0.
  private func length(_ size: Size) -> Int {
    size.terms.reduce(size.constant) { sum, term in
      sum &+ term.coefficient &* lengths[term.symbol, default: 0]
    }
  }

  /// Solves a size for its one unknown symbol.
  private mutating func bind(_ size: Size, to length: Int) {
    let unknown = size.terms.filter { lengths[$0.symbol] == nil }
    guard unknown.count == 1, length >= 0, length <= Size.limit else { return }
    let (quotient, remainder) = (length - self.length(size)).quotientAndRemainder(
      dividingBy: unknown[0].coefficient)
    if remainder == 0, quotient >= 0 { lengths[unknown[0].symbol] = quotient }
  }
}
