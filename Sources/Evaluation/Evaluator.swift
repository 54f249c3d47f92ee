import IR
import Primitives
import Types

/// The reference evaluator: what a program means, in float64.
///
/// It is lazy where the language is, and neither recursion nor tail calls of the program use its
/// own stack. Other back ends are tested against it.
package struct Evaluator: Sendable {
  private let program: Program
  private let code: Code

  /// Prepares a program to be run any number of times.
  package init(_ program: Program) {
    self.program = program
    code = CodeGenerator.generate(program)
  }

  /// What the program gives for these inputs, at the parameters' initial values unless others are
  /// given.
  package func run(_ inputs: [Value], parameters: [Value]? = nil) throws(EvaluationError) -> [Value]
  {
    let parameters = parameters ?? program.parameters.map(\.initial)
    guard inputs.count == program.inputs.count else {
      throw .count("inputs", expected: program.inputs.count, got: inputs.count)
    }
    guard parameters.count == program.parameters.count else {
      throw .count("parameters", expected: program.parameters.count, got: parameters.count)
    }
    let sizes = try SizeBinding(program, inputs: inputs, parameters: parameters)
    var machine = Machine(code, sizes: sizes, program: program)
    defer { machine.close() }
    return try machine.run(inputs + parameters)
  }
}
