import DeepStack
import Differentiation
import Evaluation
import Primitives

extension AcceptedProgram {
  /// The exact gradient at these arguments: for each input, then each parameter, by name.
  package func gradient(at arguments: [NamedValue]) throws(CallError) -> [NamedValue] {
    guard resultType == .real else { throw .resultNotReal(type: describe(resultType)) }
    let (inputs, parameters) = try ordered(arguments)
    let result = DeepStack.run(depth: program.nesting) {
      () -> Result<[Jacobian], EvaluationError> in
      do throws(EvaluationError) {
        return .success(
          try ForwardMode.jacobian(of: program, at: inputs, parameters: parameters))
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
