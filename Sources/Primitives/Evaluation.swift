/// How the reference evaluator computes a primitive.
package enum Evaluation: Sendable {
  /// Elementwise, one operand.
  case unary(@Sendable (Double) -> Double)
  /// Elementwise, two operands.
  case binary(@Sendable (Double, Double) -> Double)
  /// Elementwise, any number of operands.
  case variadic(@Sendable ([Double]) -> Double)
  /// Anything else: operands and attributes to a value.
  case general(@Sendable ([Value], [Int]) throws(EvaluationFailure) -> Value)
}

/// Why a primitive has no value; the evaluator adds the place.
package enum EvaluationFailure: Error, Hashable, Sendable {
  /// A dynamic index outside its vector: the index as computed, and the length.
  case indexOutOfRange(index: Double, length: Int)
}
