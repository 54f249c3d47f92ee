import DeepStack
import Differentiation
import Evaluation
import IR
import Primitives

extension AcceptedProgram {
  /// The exact gradient at these arguments: for each input, then each parameter, by name.
  package func gradient(
    at arguments: [NamedValue], isInterrupted: Interruption? = nil
  ) throws(CallError) -> [NamedValue] {
    guard resultType == .real else { throw .resultNotReal(type: describe(resultType)) }
    let (inputs, parameters) = try ordered(arguments)
    let result = DeepStack.run(depth: program.nesting) {
      () -> Result<[Jacobian], EvaluationError> in
      do throws(EvaluationError) {
        return .success(
          try ForwardMode.jacobian(
            of: program, at: inputs, parameters: parameters, isInterrupted: isInterrupted))
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let parts):
      return parts.map { part in
        // The result is real, so each column has one row.
        NamedValue(
          name: part.name, value: Value(shape: part.shape, elements: part.columns.map { $0[0] }))
      }
    case .failure(let error): throw .evaluation(error)
    }
  }
}

extension Program {
  /// The vector-Jacobian product along with the value, as `ReverseMode` has it, on a stack that
  /// suffices. Sizes must be known; tail calls must be loops, as they are after all passes.
  package func pullback(wrt: [Int]) -> Program {
    DeepStack.run(depth: nesting) { ReverseMode.pullback(of: self, wrt: wrt) }
  }

  /// The Jacobian-vector product along with the value, as `ForwardMode` has it for kernels, on a
  /// stack that suffices. Of a pullback it is the exact second derivative.
  package func pushforward(wrt: [Int]) -> Program {
    DeepStack.run(depth: nesting) { ForwardMode.pushforward(of: self, wrt: wrt) }
  }
}
