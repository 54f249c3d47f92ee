/// A part of an expression that is being translated, as it is written here.
struct InfixNode {
  /// The operation; `nil` for an atom.
  let head: String?
  let parts: [String]

  /// A number, a name, or what is taken over as it is.
  init(atom: String) {
    head = nil
    parts = [atom]
  }

  /// A call.
  init(_ head: String, _ parts: [String]) {
    self.head = head
    self.parts = parts
  }

  /// The whole as text.
  var text: String {
    guard let head else { return parts[0] }
    return "(\(([head] + parts).joined(separator: " ")))"
  }

  /// Whether it is a number.
  var isNumber: Bool {
    guard head == nil else { return false }
    var text = parts[0]
    return text.withUTF8 { NumberLiteral.value(of: $0) != nil }
  }

  /// The negative.
  var negated: InfixNode {
    isNumber && !parts[0].hasPrefix("-")
      ? InfixNode(atom: "-" + parts[0]) : InfixNode("-", [text])
  }

  /// What an operator makes of it and an operand to its right; `nil` where that has no words here.
  func joined(_ symbol: InfixOperator, _ right: InfixNode) -> InfixNode? {
    guard let head = symbol.head else { return nil }
    if head == "not =" { return InfixNode("not", [InfixNode("=", [text, right.text]).text]) }
    if head == "pow", right.head == nil, right.parts[0] == "2" {
      return InfixNode("square", [text])
    }
    if symbol.precedence == InfixOperator.comparison, isComparison, self.head != head { return nil }
    // Operations on many operands go from left to right, as chains of operators do.
    let isChain = self.head == head && parts.count > 1 && head != "pow" && head != "modulo"
    return InfixNode(head, isChain ? parts + [right.text] : [text, right.text])
  }

  private var isComparison: Bool {
    head.map { ["=", "<", ">", "<=", ">=", "not"].contains($0) } ?? false
  }
}
