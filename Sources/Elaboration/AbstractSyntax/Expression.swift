import Diagnostics
import IR
import Primitives

/// Number of an expression.
struct ExpressionID: Hashable {
  let index: Int32
  init(_ index: Int) { self.index = Int32(index) }
}

/// Number of a bound name.
struct VariableID: Hashable {
  let index: Int32
  init(_ index: Int) { self.index = Int32(index) }
}

/// Number of a declared function.
struct FunctionDeclarationID: Hashable {
  let index: Int32
  init(_ index: Int) { self.index = Int32(index) }
}

/// An expression whose names are resolved: the small language that all forms reduce to.
struct Expression {
  /// What an expression is.
  enum Kind {
    case literal(Double)
    case variable(VariableID)
    case primitive(PrimitiveID, ShortList<ExpressionID>)
    case call(FunctionDeclarationID, ShortList<ExpressionID>)
    case conditional(ExpressionID, ExpressionID, ExpressionID)
    /// Names are resolved, so that parallel and sequential scope come to the same.
    case bind([VariableID], [ExpressionID], body: ExpressionID)
    /// Functions that `body` may call.
    case functions([FunctionDeclarationID], body: ExpressionID)
    case loop([VariableID], [ExpressionID], body: ExpressionID)
    case scan([VariableID], [ExpressionID], rounds: ExpressionID, body: ExpressionID)
    case tabulate(VariableID, count: ExpressionID, body: ExpressionID)
    /// Another round of the innermost loop or scan.
    case recur([ExpressionID])
    /// What could not be resolved; it has been reported.
    case error
  }

  let kind: Kind
  let span: Span
  /// Whether some path of it ends in `recur`.
  let recurs: Bool
}
