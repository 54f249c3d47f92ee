import Diagnostics
import IR
import Primitives
import Types

/// The lengths that the open sizes of a program have for given inputs.
struct SizeBinding {
  private var lengths: [SizeSymbol: Int] = [:]

  /// A value to be bound, with its declaration.
  private struct Declared {
    let name: String
    let type: Type
    let span: Span
    let value: Value
  }

  /// Binds the sizes of a program's inputs and parameters, and checks all of them.
  init(_ program: Program, inputs: [Value], parameters: [Value]) throws(EvaluationError) {
    let declared =
      zip(program.inputs, inputs).map {
        Declared(name: $0.name, type: $0.type, span: $0.span, value: $1)
      }
      + zip(program.parameters, parameters).map {
        Declared(name: $0.name, type: $0.type, span: $0.span, value: $1)
      }
    bindAll(declared)
    for item in declared where !fits(item) {
      throw .shape(
        item.name, expected: item.type, got: item.value.shape, names: program.sizeNames,
        at: item.span)
    }
    for requirement in program.sizeRequirements {
      let size = length(requirement.size)
      if size < requirement.minimum {
        throw .sizeRequirement(requirement, got: size, names: program.sizeNames)
      }
    }
  }

  /// Checks that no value becomes larger than one may be.
  func check(_ open: [ValueInfo]) throws(EvaluationError) {
    for value in open {
      let (count, overflow) = value.type.sizes.reduce((1, false)) { product, size in
        let (count, overflow) = product.0.multipliedReportingOverflow(by: length(size))
        return (count, product.1 || overflow)
      }
      if overflow || count > Size.limit { throw .tooManyElements(at: value.span) }
    }
  }

  /// The length that a size stands for; sizes that no input decides are taken as 0.
  func length(_ size: Size) -> Int {
    size.terms.reduce(size.constant) { $0 + $1.coefficient * lengths[$1.symbol, default: 0] }
  }

  /// Solves each dimension for its one unknown symbol, until nothing more is learned.
  private mutating func bindAll(_ declared: [Declared]) {
    let sizes = declared.flatMap { Array(zip($0.type.sizes, $0.value.shape)) }
    // A size that is just a symbol says what the symbol is, whatever the others say.
    var open = sizes.filter { isSymbol($0.0) } + sizes.filter { !isSymbol($0.0) }
    var known = -1
    while known != lengths.count {
      known = lengths.count
      open.removeAll { bind($0.0, to: $0.1) }
    }
  }

  private func isSymbol(_ size: Size) -> Bool {
    size.constant == 0 && size.terms.count == 1 && size.terms[0].coefficient == 1
  }

  /// Whether all symbols of a size are known now.
  private mutating func bind(_ size: Size, to length: Int) -> Bool {
    let unknown = size.terms.filter { lengths[$0.symbol] == nil }
    guard unknown.count == 1 else { return unknown.isEmpty }
    let (quotient, remainder) = (length - self.length(size)).quotientAndRemainder(
      dividingBy: unknown[0].coefficient)
    // A length that does not fit is found out when all sizes are compared.
    lengths[unknown[0].symbol] = remainder == 0 ? max(0, quotient) : 0
    return true
  }

  private func fits(_ item: Declared) -> Bool {
    item.type.sizes.map { length($0) } == item.value.shape
  }
}
