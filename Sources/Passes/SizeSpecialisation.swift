import IR
import Types

extension Program {
  /// Makes it the program for inputs and parameters of these sizes; open ones that are not given are 0.
  package mutating func specialise(to lengths: [SizeSymbol: Int]) {
    func known(_ size: Size) -> Size {
      .known(
        size.terms.reduce(size.constant) { $0 + $1.coefficient * lengths[$1.symbol, default: 0] })
    }
    func known(_ type: Type) -> Type {
      switch type {
      case .real, .tape: type
      case .vec(let size): .vec(known(size))
      case .mat(let rows, let columns): .mat(known(rows), known(columns))
      }
    }
    for index in values.indices where values[index].type != .real {
      values[index].type = known(values[index].type)
    }
    for index in inputs.indices { inputs[index].type = known(inputs[index].type) }
    for index in parameters.indices { parameters[index].type = known(parameters[index].type) }
    for index in functions.indices {
      functions[index].results = functions[index].results.map { known($0) }
    }
    sizeNames = [:]
    sizeRequirements = []
  }
}
