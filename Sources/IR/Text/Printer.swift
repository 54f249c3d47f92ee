import Primitives
import Types

extension Program: CustomStringConvertible {
  /// The program as text, which `IRParser` reads back.
  package var description: String {
    var printer = Printer(self)
    printer.printProgram()
    return printer.output
  }
}

/// Writes a program as text. Values are numbered in the order in which the text defines them, so
/// that equal programs print alike whatever passes they went through.
struct Printer {
  let program: Program
  private(set) var output = ""
  /// The number of each value that has been printed, else −1.
  private var numbers: [Int]
  private var nextNumber = 0
  private let functionNames: [String]

  /// Indentation stops growing here, so that deep nesting stays linear.
  private static let deepestIndentation = 32

  init(_ program: Program) {
    self.program = program
    numbers = Array(repeating: -1, count: program.values.count)
    functionNames = Printer.names(of: program.functions)
  }

  /// `@f`, and `@f#2` for the second function of that name.
  private static func names(of functions: [Function]) -> [String] {
    var counts: [String: Int] = [:]
    return functions.map { function in
      counts[function.name, default: 0] += 1
      let ordinal = counts[function.name, default: 1]
      let name = "@" + Spelling.name(function.name, beside: UInt8(ascii: "#"))
      return ordinal == 1 ? name : "\(name)#\(ordinal)"
    }
  }

  /// Everything, declarations first.
  mutating func printProgram() {
    printDeclarations()
    for index in program.functions.indices {
      if !output.isEmpty { output += "\n" }
      printFunction(FunctionID(index))
    }
  }

  private mutating func printDeclarations() {
    if program.maximumIterations != 1_000_000 {
      output += "limit iterations \(program.maximumIterations)\n"
    }
    if program.maximumDepth != 10_000 { output += "limit depth \(program.maximumDepth)\n" }
    for (symbol, name) in program.sizeNames.sorted(by: { $0.key < $1.key }) {
      output += "size n\(symbol.index) = \(Spelling.quoted(name))\n"
    }
    for requirement in program.sizeRequirements {
      output += "require \(requirement.size) >= \(requirement.minimum)\n"
    }
    for input in program.inputs {
      output += "input \(Spelling.declaration(input.name)) : \(input.type)\n"
    }
    for parameter in program.parameters {
      let name = Spelling.declaration(parameter.name)
      output += "parameter \(name) : \(parameter.type) = \(literal(parameter.initial))"
      printDomain(parameter.domain)
      output += "\n"
    }
  }

  /// ` in [low high] log fixed prior [mean deviation]`, less what says nothing.
  private mutating func printDomain(_ domain: ParameterDomain) {
    if domain.lower > -.infinity || domain.upper < .infinity {
      output += " in \(row([domain.lower, domain.upper]))"
    }
    if domain.isLogarithmic { output += " log" }
    if domain.isFixed { output += " fixed" }
    if let prior = domain.prior { output += " prior \(row([prior.mean, prior.deviation]))" }
  }

  /// The first line of a binding of a program that has been printed.
  func headline(of binding: Binding) -> String {
    var printer = self
    printer.output = ""
    printer.printBinding(binding, depth: 0)
    return printer.firstLine
  }

  /// The first line of the end of a region of a program that has been printed.
  func headline(of terminator: Terminator) -> String {
    var printer = self
    printer.output = ""
    printer.printTerminator(terminator, depth: 0)
    return printer.firstLine
  }

  private var firstLine: String { String(output.prefix { $0 != "\n" }) }

  private func literal(_ value: Value) -> String {
    switch value {
    case .real(let number): return Spelling.number(number)
    case .vec(let elements): return row(elements[...])
    case .mat(let rows, let columns, let elements):
      let rows = (0..<rows).map { row(elements[($0 * columns)..<(($0 + 1) * columns)]) }
      return "[\(rows.joined(separator: " "))]"
    }
  }

  private func row(_ elements: ArraySlice<Double>) -> String {
    "[\(elements.map(Spelling.number).joined(separator: " "))]"
  }

  private mutating func printFunction(_ id: FunctionID) {
    let function = program.functions[Int(id.index)]
    let region = program.regions[Int(function.body.index)]
    let parameters = region.parameters.map { define($0) }.joined(separator: ", ")
    let results = function.results.map(\.description).joined(separator: ", ")
    if id == program.entry { output += "entry " }
    output += "function \(functionNames[Int(id.index)])(\(parameters)) -> \(results) {\n"
    printContents(of: function.body, depth: 1)
    output += "}\n"
  }

  private mutating func printContents(of id: RegionID, depth: Int) {
    let region = program.regions[Int(id.index)]
    for binding in region.bindings { printBinding(binding, depth: depth) }
    indent(depth)
    printTerminator(region.terminator, depth: depth)
  }

  private mutating func printTerminator(_ terminator: Terminator, depth: Int) {
    switch terminator {
    case .yield(let values): output += "yield \(list(values))\n"
    case .recur(let values): output += "recur \(list(values))\n"
    case .branch(let condition, let then, let otherwise):
      output += "branch \(reference(condition)) {\n"
      printAlternatives(then, otherwise, depth: depth)
    }
  }

  private mutating func printAlternatives(_ then: RegionID, _ otherwise: RegionID, depth: Int) {
    printContents(of: then, depth: depth + 1)
    indent(depth)
    output += "} else {\n"
    printContents(of: otherwise, depth: depth + 1)
    indent(depth)
    output += "}\n"
  }

  private mutating func printBinding(_ binding: Binding, depth: Int) {
    // The regions are printed before the results come into scope, but the text shows results first.
    let results = binding.results.map { define($0) }.joined(separator: ", ")
    indent(depth)
    output += results.isEmpty ? "= " : "\(results) = "
    switch binding.operation {
    case .constant(let value): output += "\(Spelling.number(value))\n"
    case .undefined: output += "undefined\n"
    case .primitive(let id, let operands, let attributes):
      output += "\(application(id, operands, attributes))\n"
    case .call(let callee, let arguments):
      output += "call \(functionNames[Int(callee.index)])(\(list(arguments)))\n"
    case .conditional(let condition, let then, let otherwise):
      output += "if \(reference(condition)) {\n"
      printAlternatives(then, otherwise, depth: depth)
    case .loop(let initial, let body):
      printIteration("loop", initial: initial, body: body, depth: depth)
    case .scan(let initial, let rounds, let body):
      printIteration("scan \(rounds)", initial: initial, body: body, depth: depth)
    case .tabulate(let count, let body):
      printIteration("tabulate \(count)", initial: [], body: body, depth: depth)
    case .fold(let initial, let rounds, let body):
      printIteration("fold \(rounds)", initial: initial, body: body, depth: depth)
    case .pack(let values): output += "pack \(list(values))\n"
    case .unpack(let tape): output += "unpack \(reference(tape))\n"
    case .recordedLoop(let initial, let body, let recorded):
      let positions = recorded.map(String.init).joined(separator: " ")
      printIteration("recorded-loop [\(positions)]", initial: initial, body: body, depth: depth)
    case .reverseLoop(let tape, let initial, let replay, let body):
      let head = "reverse-loop \(reference(tape))"
      printIteration(head, initial: initial, body: body, replay: replay, depth: depth)
    }
  }

  /// Parameters that have an initial value stand behind those that have none.
  private mutating func printIteration(
    _ head: String, initial: ValueList, body: RegionID, replay: RegionID? = nil, depth: Int
  ) {
    let parameters = program.regions[Int(body.index)].parameters
    let free = parameters.count - initial.count
    let declared = parameters.enumerated().map { position, parameter in
      guard position >= free else { return define(parameter) }
      let start = reference(initial[position - free])
      return "\(define(parameter)) = \(start)"
    }
    output += "\(head) (\(declared.joined(separator: ", "))) {\n"
    printContents(of: body, depth: depth + 1)
    indent(depth)
    output += "}"
    if let replay {
      let state = program.regions[Int(replay.index)].parameters.map { define($0) }
      output += " replay (\(state.joined(separator: ", "))) {\n"
      printContents(of: replay, depth: depth + 1)
      indent(depth)
      output += "}"
    }
    output += "\n"
  }

  private func application(_ id: PrimitiveID, _ operands: ValueList, _ attributes: [Int])
    -> String
  {
    var parts = [id.primitive.name]
    if !operands.isEmpty { parts.append(list(operands)) }
    if !attributes.isEmpty {
      parts.append("[\(attributes.map(String.init).joined(separator: " "))]")
    }
    return parts.joined(separator: " ")
  }

  private func list(_ values: ValueList) -> String {
    values.map { reference($0) }.joined(separator: ", ")
  }

  /// A use of a value; `%?17` where its definition has not been printed (a broken program).
  private func reference(_ id: ValueID) -> String {
    guard numbers.indices.contains(Int(id.index)), numbers[Int(id.index)] >= 0 else {
      return "%?\(id.index)"
    }
    let number = numbers[Int(id.index)]
    guard let name = program.values[Int(id.index)].name else { return "%\(number)" }
    return "%\(Spelling.name(name, beside: 0)).\(number)"
  }

  /// A definition with its type.
  private mutating func define(_ id: ValueID) -> String {
    guard program.values.indices.contains(Int(id.index)) else { return "%?\(id.index)" }
    if numbers[Int(id.index)] < 0 {
      numbers[Int(id.index)] = nextNumber
      nextNumber += 1
    }
    return "\(reference(id)): \(program.values[Int(id.index)].type)"
  }

  private mutating func indent(_ depth: Int) {
    for _ in 0..<min(depth, Printer.deepestIndentation) { output += "  " }
  }
}
