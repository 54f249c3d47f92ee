/// Reads an expression with operators between operands and calls `f(x, y)`. Expressions of the
/// language itself may stand in it, and are taken over as they are.
struct InfixParser {
  private let scalars: [Unicode.Scalar]
  private let names: Notation.Names
  private var position = 0
  /// Whether nothing read so far can mean something else.
  private(set) var isCertain = true

  init(_ text: String, names: Notation.Names) {
    scalars = Array(text.unicodeScalars)
    self.names = names
  }

  /// The whole text.
  mutating func parse() -> InfixNode? {
    guard let node = expression(0) else { return nil }
    skipSpace()
    return position == scalars.count ? node : nil
  }

  // MARK: Operators

  /// An expression of operators that bind at least so tightly.
  private mutating func expression(_ minimum: Int) -> InfixNode? {
    guard var left = prefixed() else { return nil }
    while true {
      let start = position
      skipSpace()
      let isSpaced = position > start
      guard let (symbol, length) = infixOperator() else {
        if !isSpaced, left.isNumber, isAtOperand, minimum <= InfixOperator.product {
          guard let right = expression(InfixOperator.sign) else { return nil }
          isCertain = false
          left = InfixNode("*", [left.text, right.text])
          continue
        }
        position = start
        return left
      }
      guard symbol.precedence >= minimum else {
        position = start
        return left
      }
      note(symbol, length, isSpaced: isSpaced)
      position += length
      let isPower = symbol.precedence == InfixOperator.power
      if isPower, left.head == "pow" || left.head == "square" { isCertain = false }
      guard let right = expression(isPower ? symbol.precedence : symbol.precedence + 1),
        let joined = isPower && isBaseOfLogarithms(left)
          ? InfixNode("exp", [right.text]) : left.joined(symbol, right)
      else { return nil }
      if isPower, right.head == "pow" || right.head == "square" { isCertain = false }
      left = joined
    }
  }

  /// Whether a base is Euler's number, unless the program has another `e`.
  private mutating func isBaseOfLogarithms(_ base: InfixNode) -> Bool {
    guard base.head == nil, base.parts[0] == "e", !names.isValue("e") else { return false }
    isCertain = false
    return true
  }

  /// Doubts an operator on whose meaning languages differ, or that may be a letter of a name.
  private mutating func note(_ symbol: InfixOperator, _ length: Int, isSpaced: Bool) {
    if !symbol.isCertain { isCertain = false }
    if !isSpaced, length == 1, InfixOperator.ambiguous.contains(scalars[position]) {
      isCertain = false
    }
  }

  /// The longest operator at the position, and its length.
  private func infixOperator() -> (InfixOperator, Int)? {
    if position < scalars.count, Notation.isLetter(scalars[position]) {
      let word = String(String.UnicodeScalarView(scalars[position..<endOfName]))
      return InfixOperator.named[word].map { ($0, word.unicodeScalars.count) }
    }
    for length in stride(from: min(3, scalars.count - position), to: 0, by: -1) {
      let text = String(String.UnicodeScalarView(scalars[position..<position + length]))
      if let symbol = InfixOperator.named[text] { return (symbol, length) }
    }
    return nil
  }

  /// An operand with signs before it.
  private mutating func prefixed() -> InfixNode? {
    skipSpace()
    switch peek {
    case "-", "−":
      position += 1
      guard let operand = expression(InfixOperator.sign) else { return nil }
      if operand.head == "pow" || operand.head == "square" { isCertain = false }
      return operand.negated
    case "+":
      position += 1
      return expression(InfixOperator.sign)
    case "!", "¬":
      position += 1
      return expression(InfixOperator.sign).map { InfixNode("not", [$0.text]) }
    case "√":
      position += 1
      return postfixed().map { InfixNode("sqrt", [$0.text]) }
    default: return postfixed()
    }
  }

  // MARK: Operands

  /// An operand with exponents and indices behind it.
  private mutating func postfixed() -> InfixNode? {
    guard var node = operand() else { return nil }
    while let scalar = peek {
      if Superscript.isPart(scalar) {
        let exponent = scalars[position...].prefix(while: Superscript.isPart)
        guard let value = Superscript.value(exponent) else { return nil }
        position = exponent.endIndex
        node =
          value == "2" ? InfixNode("square", [node.text]) : InfixNode("pow", [node.text, value])
      } else if scalar == "[", !node.isNumber {
        isCertain = false
        guard let indices = list(closing: "]"), !indices.isEmpty else { return nil }
        node = InfixNode("ref", (node.head == "ref" ? node.parts : [node.text]) + indices)
      } else {
        break
      }
    }
    return node
  }

  /// A number, a name, a call, a vector, or something in parentheses.
  private mutating func operand() -> InfixNode? {
    guard let scalar = peek else { return nil }
    if scalar == "(" { return parenthesised() }
    if scalar == "[" {
      return list(closing: "]").map {
        InfixNode(atom: "[\($0.joined(separator: " "))]")
      }
    }
    if isDigit(scalar) || scalar == "." { return number() }
    guard isNamePart(scalar) else { return nil }
    let start = position
    position = endOfWord(where: names.isValue) ?? endOfName
    let name = String(String.UnicodeScalarView(scalars[start..<position]))
    if name == "not" { return expression(InfixOperator.comparison).map { .init("not", [$0.text]) } }
    if InfixOperator.named[name] != nil { return nil }
    let end = position
    if names.isFunction(name) { skipSpace() }
    let isCalled = peek == "(" || peek == "[" && names.isFunction(name)
    guard isCalled else {
      // A function alone is no value.
      if names.isFunction(name) { return nil }
      position = end
      return InfixNode(atom: names.value(name))
    }
    return list(closing: peek == "(" ? ")" : "]").map { InfixNode(names.function(name), $0) }
  }

  /// A group, or a call as the language writes it.
  private mutating func parenthesised() -> InfixNode? {
    let start = position
    let wasCertain = isCertain
    position += 1
    if !isPrefixForm, let inner = expression(0) {
      skipSpace()
      if peek == ")" {
        position += 1
        return inner
      }
    }
    position = start + 1
    guard isCall else { return nil }
    position = start
    isCertain = wasCertain
    return verbatim()
  }

  /// Whether what follows an opening bracket may be a call as the language writes it.
  private var isCall: Bool {
    guard let first = peek else { return false }
    guard let end = isNamePart(first) ? endOfName : endOfOperator, end < scalars.count else {
      return false
    }
    return scalars[end].properties.isWhitespace || scalars[end] == "("
  }

  /// Whether what follows an opening bracket is an operation before its operands.
  private var isPrefixForm: Bool {
    guard let first = peek else { return false }
    let end = isNamePart(first) ? endOfWord(where: names.isFunction) : endOfOperator
    guard let end, end < scalars.count else { return false }
    return scalars[end].properties.isWhitespace
  }

  /// The end of the operator at the position.
  private var endOfOperator: Int? { infixOperator().map { position + $0.1 } }

  /// Everything up to the bracket that matches the one at the position.
  private mutating func verbatim() -> InfixNode? {
    let start = position
    var depth = 0
    while let scalar = peek {
      position += 1
      if scalar == "(" || scalar == "[" { depth += 1 }
      if scalar == ")" || scalar == "]" { depth -= 1 }
      if scalar == "," { return nil }
      if depth == 0 {
        return InfixNode(atom: String(String.UnicodeScalarView(scalars[start..<position])))
      }
    }
    return nil
  }

  /// Expressions with commas or spaces between them, from an opening bracket to its partner.
  private mutating func list(closing: Unicode.Scalar) -> [String]? {
    position += 1
    var items: [String] = []
    while true {
      skipSpace()
      if peek == closing {
        position += 1
        return items
      }
      if !items.isEmpty, peek == "," { position += 1 }
      guard let item = expression(0) else { return nil }
      items.append(item.text)
    }
  }

  private mutating func number() -> InfixNode? {
    let start = position
    while let scalar = peek, isDigit(scalar) || scalar == "." { position += 1 }
    if peek == "e" || peek == "E" {
      var end = position + 1
      if end < scalars.count, scalars[end] == "-" || scalars[end] == "+" { end += 1 }
      if end < scalars.count, isDigit(scalars[end]) {
        position = end
        while let scalar = peek, isDigit(scalar) { position += 1 }
      }
    }
    let node = InfixNode(atom: String(String.UnicodeScalarView(scalars[start..<position])))
    return node.isNumber ? node : nil
  }

  // MARK: Characters

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  /// Whether an operand begins at the position.
  private var isAtOperand: Bool { peek.map { $0 == "(" || Notation.isLetter($0) } ?? false }

  private mutating func skipSpace() {
    while let scalar = peek, scalar.properties.isWhitespace { position += 1 }
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// Whether a character is part of a name and no operator.
  private func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    CharacterClass.isNameCharacter(scalar) && !InfixOperator.characters.contains(scalar)
      && !InfixOperator.ambiguous.contains(scalar) && !Superscript.isPart(scalar)
      && !"!√¬−".unicodeScalars.contains(scalar)
  }

  /// The end of the name at the position, in which operators are none of its letters.
  private var endOfName: Int {
    var end = position
    while end < scalars.count, isNamePart(scalars[end]) {
      // The point of `.*` belongs to the operator.
      if scalars[end] == ".", end + 1 < scalars.count,
        InfixOperator.characters.contains(scalars[end + 1])
      {
        break
      }
      end += 1
    }
    return end
  }

  /// The end of the word at the position where the whole word is known.
  private func endOfWord(where isKnown: (String) -> Bool) -> Int? {
    var end = position
    while end < scalars.count, CharacterClass.isNameCharacter(scalars[end]) { end += 1 }
    return isKnown(String(String.UnicodeScalarView(scalars[position..<end]))) ? end : nil
  }
}
