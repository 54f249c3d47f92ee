import Diagnostics
import IR
import Types

/// Why a program has no value for some inputs.
package struct EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened.
  package enum Kind: Hashable, Sendable {
    /// A dynamic index outside its dimension: the index as computed, and the length.
    case indexOutOfRange(index: Double, length: Int)
    /// A loop, or a chain of tail calls, that went round too often.
    case iterationLimit(String)
    /// Non-tail recursion that went too deep: the function's name.
    case depthLimit(String)
    /// Too few or too many inputs or parameters.
    case count(expected: Int, got: Int)
    /// An input or parameter of another shape than its type asks for.
    case shape(name: String, expected: Type, got: [Int])
    /// An open size that is too small for the program.
    case sizeRequirement(SizeRequirement)
    /// A value of an open size that would have more elements than any may have.
    case tooManyElements
    /// The run is not wanted any more.
    case interrupted
  }

  package let kind: Kind
  /// The place in the source that is to blame.
  package let span: Span
  /// A sentence for the user.
  package let message: String

  package var description: String { message }
}

extension EvaluationError {
  /// A dynamic index outside its dimension.
  static func indexOutOfRange(_ index: Double, length: Int, at span: Span) -> EvaluationError {
    let number = index.magnitude < 1e15 ? String(Int(index)) : String(index)
    return EvaluationError(
      kind: .indexOutOfRange(index: index, length: length), span: span,
      message: "index \(number) is out of range for size \(length)")
  }

  /// A run that its caller ends.
  static let interrupted = EvaluationError(
    kind: .interrupted, span: .none, message: "the run was interrupted")

  /// A loop that does not seem to end.
  static func iterationLimit(_ loop: String, _ limit: Int, at span: Span) -> EvaluationError {
    EvaluationError(
      kind: .iterationLimit(loop), span: span,
      message: "\(loop) has not ended within \(limit) rounds")
  }

  /// Recursion that does not seem to end.
  static func depthLimit(_ function: String, _ limit: Int, at span: Span) -> EvaluationError {
    EvaluationError(
      kind: .depthLimit(function), span: span,
      message: "the recursion of `\(function)` is deeper than \(limit) calls")
  }

  /// A wrong number of inputs or parameters.
  static func count(_ what: String, expected: Int, got: Int) -> EvaluationError {
    EvaluationError(
      kind: .count(expected: expected, got: got), span: .none,
      message: "the program takes \(expected) \(what), got \(got)")
  }

  /// A value that does not have the type of its declaration.
  static func shape(
    _ name: String, expected: Type, got: [Int], names: [SizeSymbol: String], at span: Span
  ) -> EvaluationError {
    let type = expected.description { names[$0] ?? "n\($0.index)" }
    let found =
      switch got.count {
      case 0: "a real"
      case 1: "a vector of \(got[0])"
      default: "a matrix of \(got[0]) by \(got[1])"
      }
    return EvaluationError(
      kind: .shape(name: name, expected: expected, got: got), span: span,
      message: "`\(name)` must be \(type), got \(found)")
  }

  /// A size that does not meet a requirement.
  static func sizeRequirement(
    _ requirement: SizeRequirement, got: Int, names: [SizeSymbol: String]
  ) -> EvaluationError {
    let size = requirement.size.description { names[$0] ?? "n\($0.index)" }
    return EvaluationError(
      kind: .sizeRequirement(requirement), span: requirement.span,
      message: "the size \(size) must be at least \(requirement.minimum), got \(got)")
  }

  /// A value that would be larger than any may be.
  static func tooManyElements(at span: Span) -> EvaluationError {
    EvaluationError(
      kind: .tooManyElements, span: span,
      message: "this would have more than \(Size.limit) elements")
  }
}
