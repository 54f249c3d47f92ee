import Analysis
import IR
import Types

/// What a function is given beside its parameters.
enum ExtraParameter: Hashable {
  /// A tensor whose dtype and device new tensors take, where no parameter is a tensor.
  case like
  /// An open size that no parameter shows.
  case size(SizeSymbol)
}

/// Finds those for every function.
struct ExtraParameters {
  private var needed: [FunctionID: [ExtraParameter]] = [:]

  init(of program: Program, callGraph: CallGraph, time: BindingTime) {
    let hasTensors = !program.inputs.isEmpty || !program.parameters.isEmpty
    var symbols: [FunctionID: Set<SizeSymbol>] = [:]
    var shown: [FunctionID: Set<SizeSymbol>] = [:]
    var likes: Set<FunctionID> = []
    for function in callGraph.order {
      let parameters = program.parameters(of: function)
      symbols[function] = Self.symbols(in: program, function)
      shown[function] = Set(parameters.flatMap { program[$0].type.sizes.compactMap(\.symbol) })
      if hasTensors, parameters.allSatisfy(time.isHost) { likes.insert(function) }
    }
    var changed = true
    while changed {
      changed = false
      for function in callGraph.order {
        let before = symbols[function]?.count
        program.forEachBinding(from: program[function].body) { binding in
          guard case .call(let callee, _) = binding.operation else { return }
          let missing = symbols[callee, default: []].subtracting(shown[callee, default: []])
          symbols[function]?.formUnion(missing)
        }
        if symbols[function]?.count != before { changed = true }
      }
    }
    for function in callGraph.order {
      let sizes = symbols[function, default: []].subtracting(shown[function, default: []]).sorted()
      needed[function] = (likes.contains(function) ? [.like] : []) + sizes.map { .size($0) }
    }
  }

  subscript(function: FunctionID) -> [ExtraParameter] { needed[function, default: []] }

  /// The open sizes of all values of a function.
  private static func symbols(in program: Program, _ function: FunctionID) -> Set<SizeSymbol> {
    var symbols: Set<SizeSymbol> = []
    func add(_ value: ValueID) {
      for size in program[value].type.sizes { symbols.formUnion(size.terms.map(\.symbol)) }
    }
    program.forEachRegion(from: program[function].body) { region in
      program[region].parameters.forEach(add)
      for binding in program[region].bindings { binding.results.forEach(add) }
    }
    return symbols
  }
}
