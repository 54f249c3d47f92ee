import IR

/// Variables of loops that every round hands on unchanged: they are what they start as.
enum Invariants {
  /// The program with such variables replaced by their first values; they stay declared, unused.
  static func apply(to program: Program, functions: [FunctionID]) -> Program {
    var replacements: [ValueID: ValueID] = [:]
    for function in functions {
      program.forEachBinding(from: program[function].body) { binding in
        guard case .loop(let initial, let body) = binding.operation else { return }
        let recurs = program.leaves(of: body).filter(\.isRecur)
        for (position, parameter) in program[body].parameters.enumerated()
        where recurs.allSatisfy({ $0.values[position] == parameter }) {
          replacements[parameter] = initial[position]
        }
      }
    }
    guard !replacements.isEmpty else { return program }
    func final(_ value: ValueID) -> ValueID {
      var value = value
      while let next = replacements[value] { value = next }
      return value
    }
    var result = program
    for index in result.regions.indices {
      for position in result.regions[index].bindings.indices {
        let operation = result.regions[index].bindings[position].operation
        result.regions[index].bindings[position].operation = operation.mapOperands(final)
      }
      result.regions[index].terminator = result.regions[index].terminator.mapOperands(final)
    }
    return result
  }
}
