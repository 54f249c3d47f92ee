/// The words that begin a form.
enum Keyword: String, CaseIterable {
  case `if`, cond, `else`, and, or, `let`
  case letStar = "let*"
  case letrec, loop, recur, scan, tabulate
  case lambda, define, input, parameter

  /// The keyword of a name.
  static func named(_ name: String) -> Keyword? { names[name] }

  private static let names = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The form as it should be written.
  var syntax: String {
    switch self {
    case .if: "(if condition then else)"
    case .cond: "(cond (condition value) … (else value))"
    case .else: "(cond (condition value) … (else value))"
    case .and: "(and condition …)"
    case .or: "(or condition …)"
    case .let: "(let ((name value) …) body)"
    case .letStar: "(let* ((name value) …) body)"
    case .letrec: "(letrec ((name (lambda (parameter …) body)) …) body)"
    case .loop: "(loop ((name value) …) body)"
    case .recur: "(recur value …)"
    case .scan: "(scan ((name value) …) rounds body)"
    case .tabulate: "(tabulate (index count) value)"
    case .lambda: "(lambda (parameter …) body)"
    case .define: "(define (name parameter …) body) or (define name value)"
    case .input: "(input name) or (input name type)"
    case .parameter:
      "(parameter name value), and behind the value a type and any of "
        + Constraint.Word.allCases.map(\.syntax).joined(separator: ", ")
    }
  }

  /// Whether all that stands in it are expressions.
  var takesExpressions: Bool {
    switch self {
    case .if, .and, .or, .recur: true
    default: false
    }
  }

  /// Whether it stands at top level only.
  var isDeclaration: Bool { self == .define || self == .input || self == .parameter }
}
