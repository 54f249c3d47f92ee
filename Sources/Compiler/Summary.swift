import Analysis
import DeepStack
import IR
import Types

/// What a program takes and gives, and how large it is.
package struct Summary: Hashable, Sendable {
  /// An input or parameter with its type as the language writes it.
  package struct Variable: Hashable, Sendable {
    package let name: String
    package let type: String
    /// Whether the result depends on it by steps alone, which no derivative sees.
    package let isStepwise: Bool
  }

  package let inputs: [Variable]
  package let parameters: [Variable]
  /// The type of the result.
  package let result: String
  /// How many operations the program has, constants aside.
  package let nodes: Int
  /// The longest chain of operations in which each needs the one before.
  package let depth: Int
}

extension AcceptedProgram {
  /// What the program takes and gives, and how large it is after optimisation.
  package func summary() -> Summary {
    let optimized = optimized()
    var measure = Measure(optimized)
    var variables: [Summary.Variable] = []
    DeepStack.run(depth: optimized.nesting) {
      measure.run()
      variables = self.variables(Influence(in: optimized), in: optimized)
    }
    return Summary(
      inputs: Array(variables.prefix(program.inputs.count)),
      parameters: Array(variables.dropFirst(program.inputs.count)),
      result: describe(resultType), nodes: measure.nodes, depth: measure.depth)
  }

  /// Inputs, then parameters, with what a program's results owe them.
  private func variables(_ influence: Influence, in optimized: Program) -> [Summary.Variable] {
    let declared =
      program.inputs.map { ($0.name, $0.type) }
      + program.parameters.map { ($0.name, $0.type) }
    return zip(declared, optimized.parameters(of: optimized.entry)).map { variable, value in
      .init(
        name: variable.0, type: describe(variable.1), isStepwise: influence(value) == .steps)
    }
  }

  /// The type of the result.
  var resultType: Type { program[program.entry].results[0] }

  /// A type as the language writes it, open sizes by their names.
  package func describe(_ type: Type) -> String {
    type.description { program.sizeNames[$0] ?? "n\($0.index)" }
  }
}

/// Counts operations and measures chains of them.
struct Measure {
  let program: Program
  private(set) var nodes = 0
  private(set) var depth = 0
  /// The longest chain that ends in each value.
  private var chains: [Int]

  init(_ program: Program) {
    self.program = program
    chains = Array(repeating: 0, count: program.values.count)
  }

  /// Measures all functions.
  mutating func run() {
    for function in program.functions { depth = max(depth, chain(of: function.body, from: 0)) }
  }

  /// The longest chain in a region whose parameters hang on a chain of length `start`.
  private mutating func chain(of region: RegionID, from start: Int) -> Int {
    for parameter in program[region].parameters { self[parameter] = start }
    var longest = start
    for binding in program[region].bindings {
      let length = chain(of: binding.operation)
      for result in binding.results { self[result] = length }
      longest = max(longest, length)
    }
    for inner in program[region].terminator.regions {
      longest = max(longest, chain(of: inner, from: start))
    }
    return longest
  }

  /// The longest chain that ends in an operation.
  private mutating func chain(of operation: Operation) -> Int {
    switch operation {
    case .constant, .undefined: return 0
    default: break
    }
    nodes += 1
    let start = operation.operands.map { self[$0] }.max() ?? 0
    var longest = start
    for region in operation.regions { longest = max(longest, chain(of: region, from: start)) }
    return longest + 1
  }

  private subscript(value: ValueID) -> Int {
    get { chains[Int(value.index)] }
    set { chains[Int(value.index)] = newValue }
  }
}
