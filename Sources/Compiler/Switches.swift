import Analysis
import DeepStack
import Diagnostics
import Evaluation
import IR
import Primitives

/// When a program changes abruptly while one of its inputs runs through an interval.
package struct Switches: Hashable, Sendable {
  /// The times that are known, in ascending order.
  package let times: [Double]
  /// Where it may change at others.
  package let unknown: [Span]
}

extension AcceptedProgram {
  /// The switches for these arguments, where the input `time` begins as its argument and goes to
  /// `end`, and nothing is known of the input `state`.
  package func switches(
    _ arguments: [NamedValue], time: String, state: String, to end: Double
  ) throws(CallError) -> Switches {
    let (inputs, parameters) = try ordered(arguments)
    do throws(EvaluationError) {
      try Evaluator.check(inputs, parameters: parameters, fit: program)
    } catch {
      throw .evaluation(error)
    }
    guard let clock = program.inputs.firstIndex(where: { $0.name == time }) else {
      throw .missing(name: time, type: "real")
    }
    guard let states = program.inputs.firstIndex(where: { $0.name == state }) else {
      throw .missing(name: state, type: "real")
    }
    let start = inputs[clock].elements.first ?? 0
    let found = DeepStack.run(depth: SwitchTimes.depth(for: program)) {
      SwitchTimes(
        of: program, time: clock, state: states, arguments: inputs + parameters, from: start,
        to: end)
    }
    return Switches(times: found.times, unknown: found.unknown)
  }
}
