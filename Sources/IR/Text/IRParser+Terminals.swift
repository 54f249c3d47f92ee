import Primitives
import Types

extension IRParser {
  /// The token that comes next.
  var current: Token { tokens[position] }

  /// Takes a token; the last one stays.
  @discardableResult
  mutating func advance() -> Token {
    defer { if position < tokens.count - 1 { position += 1 } }
    return tokens[position]
  }

  /// An error at the token that was taken last.
  func error(_ message: String) -> IRParseError {
    IRParseError(line: tokens[max(0, position - 1)].line, message)
  }

  /// Takes a token if it is this punctuation or word.
  mutating func skip(_ text: String) -> Bool {
    switch current.kind {
    case .punctuation(let byte) where text.utf8.elementsEqual([byte]): break
    case .word(text): break
    default: return false
    }
    advance()
    return true
  }

  mutating func expect(_ text: String) throws(IRParseError) {
    guard skip(text) else {
      advance()
      throw error("expected \(text)")
    }
  }

  mutating func word() throws(IRParseError) -> String {
    guard case .word(let word) = advance().kind else { throw error("expected a word") }
    return word
  }

  /// The name of a declaration, quoted or not.
  mutating func name() throws(IRParseError) -> String {
    switch advance().kind {
    case .word(let name), .string(let name): return name
    default: throw error("expected a name")
    }
  }

  mutating func integer() throws(IRParseError) -> Int {
    guard let value = Int(try word()) else { throw error("expected an integer") }
    return value
  }

  mutating func number() throws(IRParseError) -> Double {
    guard let value = Double(try word()) else { throw error("expected a number") }
    return value
  }

  /// `real`, `(vec size)`, `(mat size size)`, `tape`
  mutating func type() throws(IRParseError) -> Type {
    guard skip("(") else {
      if skip("tape") { return .tape }
      try expect("real")
      return .real
    }
    let type: Type
    switch try word() {
    case "vec": type = .vec(try size())
    case "mat":
      let rows = try size()
      type = .mat(rows, try size())
    case let other: throw error("unknown type \(other)")
    }
    try expect(")")
    return type
  }

  /// `3`, `n0`, `2*n0 + n1 + 1`
  mutating func size() throws(IRParseError) -> Size {
    var size = try sizeTerm()
    while skip("+") { size = size + (try sizeTerm()) }
    return size
  }

  private mutating func sizeTerm() throws(IRParseError) -> Size {
    let text = try word()
    if let value = Int(text) { return .known(value) }
    let factors = text.split(separator: "*")
    guard let symbol = factors.last, symbol.hasPrefix("n"), let index = Int(symbol.dropFirst()),
      let coefficient = factors.count == 1 ? 1 : Int(factors[0])
    else { throw error("\(text) is not a size") }
    return Size(
      constant: 0,
      terms: [Size.Term(symbol: SizeSymbol(index), coefficient: coefficient)])
  }

  /// `1.5`, `[1.0 2.0]`, `[[1.0] [2.0]]`
  mutating func literal(of type: Type) throws(IRParseError) -> Value {
    switch type {
    case .real: return .real(try number())
    case .vec: return .vec(try row())
    case .mat(_, let columns):
      try expect("[")
      var rows: [[Double]] = []
      while !skip("]") { rows.append(try row()) }
      return .mat(
        rows: rows.count, columns: rows.first?.count ?? columns.known ?? 0,
        elements: rows.flatMap { $0 })
    case .tape: throw error("a tape has no literal")
    }
  }

  private mutating func row() throws(IRParseError) -> [Double] {
    try expect("[")
    var elements: [Double] = []
    while !skip("]") { elements.append(try number()) }
    return elements
  }
}
