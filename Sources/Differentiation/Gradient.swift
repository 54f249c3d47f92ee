import Evaluation
import IR
import Primitives

/// The exact derivative of the program's first result by one of its inputs or parameters.
package struct Jacobian: Hashable, Sendable {
  /// The name of the input or parameter.
  package let name: String
  /// The shape of the result, and of what it is differentiated by.
  package let resultShape: [Int]
  package let shape: [Int]
  /// For each number of the input or parameter, in order, the derivatives of the result's numbers.
  package let columns: [[Double]]
}

extension ForwardMode {
  /// The derivatives of a program by all its inputs and parameters at a point, in that order: one
  /// run of the differentiated program for each number.
  package static func jacobian(
    of program: Program, at inputs: [Value], parameters: [Value]? = nil,
    isInterrupted: Interruption? = nil
  ) throws(EvaluationError) -> [Jacobian] {
    let parameters = parameters ?? program.parameters.map(\.initial)
    // A wrong number of values is an error that evaluation reports.
    let primal = try Evaluator(program).run(
      inputs, parameters: parameters, isInterrupted: isInterrupted)
    var result: [Jacobian] = []
    for index in program.inputs.indices {
      let pushforward = pushforward(of: program, inputs: [index])
      result.append(
        try jacobian(
          program.inputs[index].name, Evaluator(pushforward), inputs, parameters, primal[0],
          by: inputs[index], isInterrupted))
    }
    for index in program.parameters.indices {
      let pushforward = pushforward(of: program, inputs: [], parameters: [index])
      result.append(
        try jacobian(
          program.parameters[index].name, Evaluator(pushforward), inputs, parameters, primal[0],
          by: parameters[index], isInterrupted))
    }
    return result
  }

  /// The gradient of a real-valued program at a point, by the names of inputs and parameters.
  package static func gradient(
    of program: Program, at inputs: [Value], parameters: [Value]? = nil
  ) throws(EvaluationError) -> [String: Value] {
    precondition(
      program[program.entry].results.first == .real,
      "neuralc bug: the gradient of what is no real, please report it")
    var gradient: [String: Value] = [:]
    for part in try jacobian(of: program, at: inputs, parameters: parameters) {
      gradient[part.name] = Value(shape: part.shape, elements: part.columns.map { $0[0] })
    }
    return gradient
  }

  private static func jacobian(
    _ name: String, _ evaluator: Evaluator, _ inputs: [Value], _ parameters: [Value],
    _ result: Value, by variable: Value, _ isInterrupted: Interruption?
  ) throws(EvaluationError) -> Jacobian {
    var columns: [[Double]] = []
    for position in variable.elements.indices {
      var seed = Array(repeating: 0.0, count: variable.elements.count)
      seed[position] = 1
      let direction = Value(shape: variable.shape, elements: seed)
      let values = try evaluator.run(
        inputs + [direction], parameters: parameters, isInterrupted: isInterrupted)
      columns.append(values[values.count / 2].elements)
    }
    return Jacobian(
      name: name, resultShape: result.shape, shape: variable.shape, columns: columns)
  }
}
