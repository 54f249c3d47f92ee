import Analysis
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
    return program.replacing(replacements)
  }
}
