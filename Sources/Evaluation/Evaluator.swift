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
  private let isWatched: Bool
  /// Values of open sizes, one of each type.
  private let open: [ValueInfo]

  /// Prepares a program to be run any number of times.
  package init(_ program: Program) {
    self.init(program, isWatched: false)
  }

  private init(_ program: Program, isWatched: Bool) {
    self.program = program
    self.isWatched = isWatched
    code = CodeGenerator.generate(program, isWatched: isWatched)
    open = program.valuesOfOpenSizes
  }

  /// What the program gives for these inputs, at the parameters' initial values unless others are
  /// given.
  package func run(
    _ inputs: [Value], parameters: [Value]? = nil, isInterrupted: Interruption? = nil
  ) throws(EvaluationError) -> [Value] {
    var machine = try machine(inputs, parameters, isInterrupted)
    defer { machine.close() }
    return try machine.run(arguments(inputs, parameters))
  }

  /// The operations of a run that were the first to give an infinity and NaN, in the order in which
  /// they did; none where all numbers are finite, or came in otherwise. An error of the run counts
  /// only where there are none: a loop that waits for NaN to change goes on for ever.
  package static func nonFiniteOrigins(
    in program: Program, _ inputs: [Value], parameters: [Value]? = nil,
    isInterrupted: Interruption? = nil
  ) throws(EvaluationError) -> [NonFiniteOrigin] {
    let evaluator = Evaluator(program, isWatched: true)
    var machine = try evaluator.machine(inputs, parameters, isInterrupted)
    defer { machine.close() }
    do throws(EvaluationError) {
      _ = try machine.run(evaluator.arguments(inputs, parameters))
    } catch {
      if machine.origins.isEmpty || error.kind == .interrupted { throw error }
    }
    return machine.origins
  }

  /// Sees to it that arguments have the shapes that a program asks for.
  package static func check(
    _ inputs: [Value], parameters: [Value], fit program: Program
  ) throws(EvaluationError) {
    _ = try SizeBinding(program, inputs: inputs, parameters: parameters)
  }

  private func arguments(_ inputs: [Value], _ parameters: [Value]?) -> [Value] {
    inputs + (parameters ?? program.parameters.map(\.initial))
  }

  /// A machine with room for these arguments, after a look at whether they fit the program.
  private func machine(
    _ inputs: [Value], _ parameters: [Value]?, _ isInterrupted: Interruption?
  ) throws(EvaluationError) -> Machine {
    let parameters = parameters ?? program.parameters.map(\.initial)
    guard inputs.count == program.inputs.count else {
      throw .count("inputs", expected: program.inputs.count, got: inputs.count)
    }
    guard parameters.count == program.parameters.count else {
      throw .count("parameters", expected: program.parameters.count, got: parameters.count)
    }
    let sizes = try SizeBinding(program, inputs: inputs, parameters: parameters)
    try sizes.check(open)
    return Machine(
      code, sizes: sizes, program: program, isWatched: isWatched, isInterrupted: isInterrupted)
  }
}

extension Program {
  /// The first value of each type that has an open size.
  fileprivate var valuesOfOpenSizes: [ValueInfo] {
    var seen: Set<Type> = []
    return values.filter { value in
      switch value.type {
      case .real, .tape: false
      case .vec, .mat:
        value.type.sizes.contains { $0.known == nil } && seen.insert(value.type).inserted
      }
    }
  }
}
