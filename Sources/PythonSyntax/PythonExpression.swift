/// A Python expression, as a tree.
package enum PythonExpression: Hashable, Sendable {
  case name(String)
  case none
  case bool(Bool)
  case int(Int)
  /// A float literal with as many digits as its double needs; `inf` and `nan` via `math`.
  case float(Double)
  /// A string literal; its contents are escaped when printed.
  case string(String)
  indirect case attribute(PythonExpression, String)
  indirect case call(PythonExpression, [PythonExpression], keywords: [Keyword])
  indirect case infix(PythonExpression, Operator, PythonExpression)
  indirect case prefix(Operator, PythonExpression)
  /// `value[a, b]`
  indirect case item(PythonExpression, [PythonExpression])
  /// `a:b` inside an item; either end may be missing.
  indirect case slice(PythonExpression?, PythonExpression?)
  case ellipsis
  case list([PythonExpression])
  case tuple([PythonExpression])
  /// `a if c else b`
  indirect case conditional(PythonExpression, condition: PythonExpression, PythonExpression)
  /// `*value` among arguments.
  indirect case starred(PythonExpression)

  /// A keyword argument.
  package struct Keyword: Hashable, Sendable {
    package let name: String
    package let value: PythonExpression

    package init(_ name: String, _ value: PythonExpression) {
      self.name = name
      self.value = value
    }
  }

  /// An operator with how tightly it binds (Python's order, larger binds tighter).
  package struct Operator: Hashable, Sendable {
    package let symbol: String
    package let precedence: Int

    package static let or = Operator(symbol: "or", precedence: 1)
    package static let and = Operator(symbol: "and", precedence: 2)
    package static let not = Operator(symbol: "not", precedence: 3)
    package static let equal = Operator(symbol: "==", precedence: 4)
    package static let notEqual = Operator(symbol: "!=", precedence: 4)
    package static let less = Operator(symbol: "<", precedence: 4)
    package static let greater = Operator(symbol: ">", precedence: 4)
    package static let lessOrEqual = Operator(symbol: "<=", precedence: 4)
    package static let greaterOrEqual = Operator(symbol: ">=", precedence: 4)
    package static let bitOr = Operator(symbol: "|", precedence: 5)
    package static let bitAnd = Operator(symbol: "&", precedence: 7)
    package static let plus = Operator(symbol: "+", precedence: 9)
    package static let minus = Operator(symbol: "-", precedence: 9)
    package static let times = Operator(symbol: "*", precedence: 10)
    package static let divide = Operator(symbol: "/", precedence: 10)
    package static let matmul = Operator(symbol: "@", precedence: 10)
    package static let negative = Operator(symbol: "-", precedence: 11)
    package static let invert = Operator(symbol: "~", precedence: 11)
    package static let power = Operator(symbol: "**", precedence: 12)
  }
}

extension PythonExpression {
  /// A dotted name such as `torch.linalg.det`.
  package static func dotted(_ path: String) -> PythonExpression {
    let parts = path.utf8.split(separator: UInt8(ascii: "."))
    return parts.dropFirst().reduce(.name(String(Substring(parts[0])))) {
      .attribute($0, String(Substring($1)))
    }
  }

  /// `path(arguments…, keywords…)`
  package static func call(
    _ path: String, _ arguments: PythonExpression...,
    keywords: KeyValuePairs<String, PythonExpression> = [:]
  ) -> PythonExpression {
    .call(dotted(path), arguments, keywords: keywords.map { Keyword($0.key, $0.value) })
  }

  /// `self.name(arguments…, keywords…)`
  package func method(
    _ name: String, _ arguments: PythonExpression...,
    keywords: KeyValuePairs<String, PythonExpression> = [:]
  ) -> PythonExpression {
    .call(.attribute(self, name), arguments, keywords: keywords.map { Keyword($0.key, $0.value) })
  }
}
