import Diagnostics

/// What a declaration says of the values that a fit may give a trainable constant.
struct Constraint {
  /// The kinds of constraints, as they are spelt. They are no keywords: only their place makes them
  /// what they are.
  enum Word: String, CaseIterable {
    case positive
    case fixed
    case logScale = "log-scale"
    case atLeast = "at-least"
    case atMost = "at-most"
    case between
    case prior

    /// What stands behind the word in brackets; a word alone has none.
    private var operands: [String] {
      switch self {
      case .positive, .fixed, .logScale: []
      case .atLeast: ["low"]
      case .atMost: ["high"]
      case .between: ["low", "high"]
      case .prior: ["mean", "deviation"]
      }
    }

    var operandCount: Int { operands.count }

    /// The constraint as it should be written.
    var syntax: String {
      operands.isEmpty ? rawValue : "(\(([rawValue] + operands).joined(separator: " ")))"
    }
  }

  let word: Word
  let operands: [ExpressionID]
  let span: Span
}
