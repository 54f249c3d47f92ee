import DeepStack
import Diagnostics
import Evaluation
import IR
import Primitives

/// Where a run of a program first left the finite numbers, for people.
package struct NonFinite: Hashable, Sendable {
  /// The operation as the language has it, such as `log`.
  package let operation: String
  package let operands: [Value]
  package let result: Value
  package let span: Span
  /// A sentence with its place: `law.scm:3:5: log of 0.0 is -inf`.
  package let message: String
}

extension AcceptedProgram {
  /// The operations that were the first to give an infinity and NaN for these arguments, as the
  /// reference evaluator goes, in the order in which they did.
  package func nonFinite(
    _ arguments: [NamedValue], isInterrupted: Interruption? = nil
  ) throws(CallError) -> [NonFinite] {
    let (inputs, parameters) = try ordered(arguments)
    let result = DeepStack.run(depth: program.nesting) {
      () -> Result<[NonFiniteOrigin], EvaluationError> in
      do throws(EvaluationError) {
        return .success(
          try Evaluator.nonFiniteOrigins(
            in: program, inputs, parameters: parameters, isInterrupted: isInterrupted))
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let origins): return origins.map(describe)
    case .failure(let error): throw .evaluation(error)
    }
  }

  private func describe(_ origin: NonFiniteOrigin) -> NonFinite {
    let name = origin.primitive.primitive.name
    let operands = origin.operands.map(brief).joined(separator: " and ")
    let result = brief(.real(origin.result.elements.first { !$0.isFinite } ?? .nan))
    let verb = origin.result.shape.isEmpty ? "is" : "has an element"
    return NonFinite(
      operation: name, operands: origin.operands, result: origin.result, span: origin.span,
      message: message("`\(name)` of \(operands) \(verb) \(result)", at: origin.span))
  }

  /// A number, or the kind of anything longer.
  private func brief(_ value: Value) -> String {
    switch value {
    case .real(let number): number.isNaN ? "nan" : number.description
    case .vec(let elements) where elements.count <= 4: ValueLiteral.format(value)
    case .vec(let elements): "a vector of \(elements.count)"
    case .mat(let rows, let columns, _): "a matrix of \(rows) by \(columns)"
    }
  }
}
