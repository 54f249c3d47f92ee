import IR
import Types

extension Program {
  /// The program for inputs and parameters of these sizes; open sizes that are not given are 0.
  package func specialised(to lengths: [SizeSymbol: Int]) -> Program {
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
    var program = self
    for index in values.indices { program.values[index].type = known(values[index].type) }
    for index in inputs.indices { program.inputs[index].type = known(inputs[index].type) }
    for index in parameters.indices {
      program.parameters[index].type = known(parameters[index].type)
    }
    for index in functions.indices {
      program.functions[index].results = functions[index].results.map { known($0) }
    }
    program.sizeNames = [:]
    program.sizeRequirements = []
    return program
  }
}
