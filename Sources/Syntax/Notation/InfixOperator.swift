/// An operator that other languages write between its operands, and what it is here.
struct InfixOperator: Sendable {
  /// How other languages spell it.
  let spellings: [String]
  /// How tightly it binds: the larger, the tighter.
  let precedence: Int
  /// The operation that comes first here; `nil` where there is none with this meaning.
  let head: String?
  /// Whether languages agree on what it means.
  let isCertain: Bool

  init(_ spellings: [String], _ precedence: Int, _ head: String?, isCertain: Bool = true) {
    self.spellings = spellings
    self.precedence = precedence
    self.head = head
    self.isCertain = isCertain
  }

  /// How tightly comparisons bind.
  static let comparison = 40
  /// How tightly products bind.
  static let product = 60
  /// How tightly a sign before its operand binds.
  static let sign = 70
  /// How tightly powers bind, which are read from the right.
  static let power = 80

  /// All operators.
  static let all = [
    InfixOperator([":=", "<-", "+=", "-=", "*=", "/=", "^=", "->", "=>"], 10, nil),
    InfixOperator(["?"], 15, nil),
    InfixOperator(["||", "or", "∨"], 20, "or"),
    InfixOperator(["&&", "and", "∧"], 30, "and"),
    InfixOperator(["&"], 30, "and", isCertain: false),
    InfixOperator(["==", "==="], comparison, "="),
    InfixOperator(["="], comparison, "=", isCertain: false),
    InfixOperator(["!=", "!==", "≠", "<>", "~="], comparison, "not ="),
    InfixOperator(["<"], comparison, "<"), InfixOperator([">"], comparison, ">"),
    InfixOperator(["<=", "≤", "⩽"], comparison, "<="),
    InfixOperator([">=", "≥", "⩾"], comparison, ">="),
    InfixOperator(["+", ".+"], 50, "+"), InfixOperator(["-", "−", ".-"], 50, "-"),
    InfixOperator(["*", "·", "×", "⋅", "∙", "∗", "•", ".*"], product, "*"),
    InfixOperator(["/", "÷", "∕", "./"], product, "/"),
    InfixOperator(["%", "mod"], product, "modulo", isCertain: false),
    InfixOperator(["//", "div", "@"], product, nil),
    InfixOperator(["^", "**", "↑", ".^"], power, "pow"),
  ]

  /// The operators by spelling.
  static let named = Dictionary(
    all.flatMap { row in row.spellings.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })

  /// The characters that operators are made of, where those of names are not meant.
  static let characters = Set("*^%=<>&·×⋅∙∗•÷∕≠≤⩽≥⩾∧∨↑".unicodeScalars)
  /// Characters that are letters of names, and operators where they stand alone.
  static let ambiguous = Set("+-/".unicodeScalars)
}

extension Notation {
  /// Whether a word is an operator that other languages write between its operands.
  package static func isOperator(_ word: String) -> Bool { InfixOperator.named[word] != nil }

  /// Whether an operator may also stand before one operand, whose sign it is.
  package static func isSign(_ word: String) -> Bool { word == "-" }

  /// What stands behind the last operator of a word, as `cos` does in `2*cos`; `nil` without one.
  package static func lastOperand(_ word: String) -> String? {
    word.unicodeScalars.lastIndex {
      InfixOperator.characters.contains($0) || InfixOperator.ambiguous.contains($0)
    }.map { String(word.unicodeScalars[word.unicodeScalars.index(after: $0)...]) }
  }

  /// Whether a word ends in an operator, as `e^` does in `e^(-x)`.
  package static func endsInOperator(_ word: String) -> Bool {
    word.unicodeScalars.last.map {
      InfixOperator.characters.contains($0) || InfixOperator.ambiguous.contains($0)
    } ?? false
  }
}
