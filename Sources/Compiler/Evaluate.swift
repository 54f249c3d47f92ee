import DeepStack
import Diagnostics
import Evaluation
import IR
import Primitives

extension AcceptedProgram {
  /// The value for these arguments, by the reference evaluator.
  package func evaluate(
    _ arguments: [NamedValue], isInterrupted: Interruption? = nil
  ) throws(CallError) -> Value {
    let (inputs, parameters) = try ordered(arguments)
    let result = DeepStack.run(depth: program.nesting) {
      () -> Result<[Value], EvaluationError> in
      do throws(EvaluationError) {
        return .success(
          try Evaluator(program).run(
            inputs, parameters: parameters, isInterrupted: isInterrupted))
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let values): return values[0]  // A program has one result.
    case .failure(let error): throw .evaluation(error)
    }
  }
}
