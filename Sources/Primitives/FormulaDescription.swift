extension Formula: CustomStringConvertible {
  /// The formula as the language writes it: `(* y (pow x (- y 1)))`.
  ///
  /// Operands are `x`, `y`, `z`, or `x0`, `x1` … where one beyond the third occurs; the tangent of
  /// `x` is `dx`, the value of the primitive itself is `result`.
  package var description: String {
    description(naming: highestOperand < 3 ? { ["x", "y", "z"][$0] } : { "x\($0)" })
  }

  /// The same with names of the caller's choice for the operands.
  package func description(naming name: (Int) -> String) -> String {
    switch self {
    case .operand(let index): return name(index)
    case .tangent(let index): return "d" + name(index)
    case .result: return "result"
    case .constant(let value): return Formula.description(of: value)
    case .apply(let primitive, let operands, let attributes):
      let head = primitive == "negate" ? "-" : primitive
      let parts =
        [head] + operands.map { $0.description(naming: name) } + attributes.map(String.init)
      return "(" + parts.joined(separator: " ") + ")"
    }
  }

  /// The number of the last operand that occurs, -1 if none does.
  private var highestOperand: Int {
    switch self {
    case .operand(let index), .tangent(let index): index
    case .result, .constant: -1
    case .apply(_, let operands, _): operands.map(\.highestOperand).max() ?? -1
    }
  }

  /// A number as the language writes it, integers without a point.
  private static func description(of value: Double) -> String {
    if value.isNaN { return "+nan.0" }
    if value.isInfinite { return value < 0 ? "-inf.0" : "+inf.0" }
    if let integer = Int(exactly: value), value.magnitude < 1e15 { return String(integer) }
    return String(value)
  }
}
