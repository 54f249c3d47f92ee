import Diagnostics
import Primitives
import Types

/// Why IR text could not be read.
package struct IRParseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  package let message: String

  init(line: Int, _ message: String) {
    self.line = line
    self.message = message
  }

  package var description: String { "line \(line): \(message)" }
}

/// Reads the text form of programs.
///
/// A value may also be written without a number (`%x`), where no other of the name is in scope.
package struct IRParser {
  var program = Program()
  let tokens: [Token]
  var position = 0
  /// The values of the function that is being read, by key.
  var values: [String: ValueID] = [:]
  /// Keys whose value is out of scope, so that another may take them.
  var retired: Set<String> = []
  /// The keys in scope, in the order of their definition.
  var visible: [String] = []
  /// Functions by name, in order.
  var functions: [String: [FunctionID]] = [:]

  /// The program that a text describes.
  package static func parse(_ text: String) throws(IRParseError) -> Program {
    var parser = IRParser(tokens: try Tokenizer.tokens(of: text))
    try parser.readProgram()
    return parser.program
  }

  private init(tokens: [Token]) { self.tokens = tokens }

  private mutating func readProgram() throws(IRParseError) {
    declareFunctions()
    while current.kind != .end {
      switch try word() {
      case "limit": try readLimit()
      case "size": try readSizeName()
      case "require": try readRequirement()
      case "input": try readInput()
      case "parameter": try readParameter()
      case "entry":
        program.entry = FunctionID(program.functions.count)
        try expect("function")
        try readFunction()
      case "function": try readFunction()
      case let other: throw error("unknown declaration \(other)")
      }
    }
  }

  /// Gives functions their numbers before any body is read, as bodies call forward.
  private mutating func declareFunctions() {
    var count = 0
    for (index, token) in tokens.enumerated() where token.kind == .word("function") {
      if case .function(let name, _) = tokens[min(index + 1, tokens.count - 1)].kind {
        functions[name, default: []].append(FunctionID(count))
        count += 1
      }
    }
  }

  private mutating func readLimit() throws(IRParseError) {
    switch try word() {
    case "iterations": program.maximumIterations = try integer()
    case "depth": program.maximumDepth = try integer()
    case let other: throw error("unknown limit \(other)")
    }
  }

  private mutating func readSizeName() throws(IRParseError) {
    guard let term = try size().terms.first else { throw error("expected a size such as n0") }
    try expect("=")
    program.sizeNames[term.symbol] = try name()
  }

  private mutating func readRequirement() throws(IRParseError) {
    let size = try size()
    try expect(">=")
    program.sizeRequirements.append(
      SizeRequirement(size: size, minimum: try integer(), span: .none))
  }

  private mutating func readInput() throws(IRParseError) {
    let name = try name()
    try expect(":")
    program.inputs.append(Input(name: name, type: try type(), span: .none))
  }

  private mutating func readParameter() throws(IRParseError) {
    let name = try name()
    try expect(":")
    let type = try type()
    try expect("=")
    let initial = try literal(of: type)
    program.parameters.append(
      TrainableParameter(
        name: name, type: type, initial: initial, domain: try domain(), span: .none))
  }

  /// `in [low high] log fixed prior [mean deviation]`, each part optional.
  private mutating func domain() throws(IRParseError) -> ParameterDomain {
    var domain = ParameterDomain()
    if skip("in") { (domain.lower, domain.upper) = try pair() }
    domain.isLogarithmic = skip("log")
    domain.isFixed = skip("fixed")
    if skip("prior") {
      let (mean, deviation) = try pair()
      domain.prior = ParameterDomain.Prior(mean: mean, deviation: deviation)
    }
    return domain
  }

  /// `[first second]`
  private mutating func pair() throws(IRParseError) -> (Double, Double) {
    try expect("[")
    let pair = (try number(), try number())
    try expect("]")
    return pair
  }

  private mutating func readFunction() throws(IRParseError) {
    values = [:]
    retired = []
    visible = []
    guard case .function(let name, _) = advance().kind else { throw error("expected @name") }
    try expect("(")
    let parameters = try definitions(until: ")")
    try expect("->")
    var results: [Type] = []
    if current.kind != .punctuation(UInt8(ascii: "{")) {
      repeat { results.append(try type()) } while skip(",")
    }
    let body = try region(parameters: parameters)
    program.functions.append(Function(name: name, span: .none, body: body, results: results))
  }
}
