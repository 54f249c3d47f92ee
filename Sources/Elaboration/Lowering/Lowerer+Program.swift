import Diagnostics
import IR
import Primitives
import PythonSyntax
import Types

extension Lowerer {
  /// Lowers the whole program into its entry function.
  mutating func lowerProgram() {
    program.functions.append(Function(name: "main", span: .none, body: RegionID(0), results: []))
    let entry = entryArguments()
    let inputs = entry.inputs + syntax.inputs.map { declareInput($0) }
    let parameters = entry.parameters + syntax.parameters.compactMap { declareParameter($0) }
    var result: ValueID?
    program.functions[0].body = region(inputs + parameters) { lowerer in
      for constant in lowerer.syntax.constants {
        lowerer.bind([constant.variable], [constant.value])
      }
      let value = lowerer.lowerResult(entry.arguments)
      result = value
      return .yield([value])
    }
    checkEntryNames()
    checkUncalled(topLevelFunctions)
    checkPythonNames()
    finish()
    if let result {
      program.functions[0].results = [program.values[Int(result.index)].type]
    }
  }

  /// The functions that are declared at top level.
  private var topLevelFunctions: [FunctionDeclarationID] {
    syntax.functions.indices.filter { syntax.functions[$0].isTopLevel }.map(
      FunctionDeclarationID.init)
  }

  /// What the program computes: its final expression, or a call of the entry.
  private mutating func lowerResult(_ arguments: ValueList) -> ValueID {
    let final = syntax.result.map { lower($0) }
    guard let entry = syntax.entry else { return final ?? errorValue(.none) }
    return call(entry, arguments, syntax[entry].span)
  }

  // MARK: Inputs

  /// The arguments of the entry function as inputs and parameters of the program.
  private mutating func entryArguments() -> (
    arguments: ValueList, inputs: ValueList, parameters: ValueList
  ) {
    guard let entry = syntax.entry else { return ([], [], []) }
    var arguments: ValueList = []
    var inputs: ValueList = []
    var parameters: ValueList = []
    for (variable, annotation) in zip(syntax[entry].parameters, syntax[entry].annotations) {
      let name = syntax[variable].name
      if let option = options.parameters.first(where: { $0.name == name }) {
        let value = addParameter(name, option.initial, syntax[variable].span)
        arguments.append(value)
        parameters.append(value)
      } else {
        let type = annotation.map { globalTerm($0) } ?? solver.freshVariable()
        let value = addInput(name, type, syntax[variable].span)
        arguments.append(value)
        inputs.append(value)
      }
    }
    return (arguments, inputs, parameters)
  }

  /// An input that the program declares or mentions.
  private mutating func declareInput(_ input: InputDeclaration) -> ValueID {
    let variable = syntax[input.variable]
    let type = input.annotation.map { globalTerm($0) } ?? solver.freshVariable()
    let value = addInput(variable.name, type, variable.span)
    environment[Int(input.variable.index)] = value
    return value
  }

  /// Adds an input.
  private mutating func addInput(_ name: String, _ type: TypeTerm, _ span: Span) -> ValueID {
    program.inputs.append(Input(name: name, type: .real, span: span))
    return freshValue(type, span, name: name)
  }

  /// A trainable constant that the program declares; `nil` after a report.
  private mutating func declareParameter(_ parameter: ParameterDeclaration) -> ValueID? {
    let variable = syntax[parameter.variable]
    let initial: Value
    switch parameter.initial {
    case .value(let value): initial = value
    case .expression(let expression):
      let hadErrors = diagnostics.hasErrors
      guard let value = staticValue(expression) else {
        if !diagnostics.hasErrors || hadErrors {
          diagnostics.report(
            .nonConstantInitialValue(variable.name, at: syntax[expression].span))
        }
        environment[Int(parameter.variable.index)] = errorValue(variable.span)
        return nil
      }
      initial = value
    }
    let value = addParameter(
      variable.name, initial, variable.span, domain: domain(of: parameter, initial))
    environment[Int(parameter.variable.index)] = value
    if let annotation = parameter.annotation { check(value, variable.name, annotation) }
    return value
  }

  /// Adds a trainable constant.
  private mutating func addParameter(
    _ name: String, _ initial: Value, _ span: Span, domain: ParameterDomain = ParameterDomain()
  ) -> ValueID {
    let type: Type =
      switch initial {
      case .real: .real
      case .vec(let elements): .vec(.known(elements.count))
      case .mat(let rows, let columns, _): .mat(.known(rows), .known(columns))
      }
    program.parameters.append(
      TrainableParameter(name: name, type: type, initial: initial, domain: domain, span: span))
    return freshValue(TypeTerm(type), span, name: name)
  }

  /// Compares a declared type with the type of an initial value.
  private mutating func check(_ value: ValueID, _ name: String, _ annotation: TypeAnnotation) {
    let declared = globalTerm(annotation)
    if solver.unify(declared, terms[Int(value.index)]) != nil {
      diagnostics.report(
        .declaredType(
          name, declared: describe(declared), found: describe(term(of: value)), at: annotation.span)
      )
      terms[Int(value.index)] = .error
    }
  }

  // MARK: Static values

  /// How many numbers the compiler computes for one initial value, and the constants in it, before it
  /// gives up.
  private static let staticElementLimit = 1 << 24

  /// How many numbers a value has, where its sizes are known.
  func elementCount(of term: TypeTerm) -> Int? {
    switch solver.resolve(term) {
    case .real: return 1
    case .vec(let size): return size.known
    case .mat(let rows, let columns):
      guard let rows = rows.known, let columns = columns.known else { return nil }
      let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
      return overflow ? .max : count
    case .variable, .error: return nil
    }
  }

  /// The value of an expression of constants; `nil` where it depends on anything else.
  mutating func staticValue(_ expression: ExpressionID) -> Value? {
    if case .literal(let number) = syntax[expression].kind { return .real(number) }
    let wasScratch = isScratch
    if !wasScratch { staticElements = 0 }
    isScratch = true
    defer { isScratch = wasScratch }
    var result: ValueID?
    let scratch = region { lowerer in
      let value = lowerer.lower(expression)
      result = value
      return .yield([value])
    }
    guard let result else { return nil }
    var known: [ValueID: Value] = [:]
    for binding in program.regions[Int(scratch.index)].bindings {
      let count = elementCount(of: terms[Int(binding.results[0].index)]) ?? 0
      staticElements += min(count, Lowerer.staticElementLimit + 1 - staticElements)
      guard staticElements <= Lowerer.staticElementLimit else { return nil }
      switch binding.operation {
      case .constant(let number): known[binding.results[0]] = .real(number)
      case .primitive(let id, let operands, let attributes):
        let values = operands.compactMap { known[$0] }
        guard values.count == operands.count else { break }
        known[binding.results[0]] = try? id.primitive.evaluation.apply(
          values, attributes: attributes)
      default: break
      }
    }
    return known[result]
  }
}

extension Lowerer {
  /// Constants of so many elements are written down where they are mentioned, others computed anew.
  private static let literalCounts = 1...4096
  /// How often definitions are written out before they are taken not to be constant.
  private static let inlinedLimit = 1 << 8

  /// What a constant of the program stands for in an expression that is computed when compiling:
  /// computed once, however often constants mention each other.
  mutating func lowerStatic(_ variable: VariableID, _ span: Span) -> ValueID {
    guard let definition = syntax.constants.first(where: { $0.variable == variable }) else {
      return errorValue(span)
    }
    if staticConstants[variable] == nil {
      staticConstants[variable] = .some(nil)
      staticConstants[variable] = .some(.some(staticValue(definition.value)))
    }
    guard case .some(.some(let known)) = staticConstants[variable] else { return errorValue(span) }
    if let known, Self.literalCounts.contains(known.elements.count) { return literal(known, span) }
    // What is wrong with the definition is said where it stands.
    guard !diagnostics.hasErrors else { return errorValue(span) }
    inlinedConstants += 1
    guard inlinedConstants <= Self.inlinedLimit else {
      return fail(.nonConstantSize("a size or an initial value", at: span), span)
    }
    return lower(definition.value)
  }

  /// A value written down number by number.
  private mutating func literal(_ value: Value, _ span: Span) -> ValueID {
    switch value {
    case .real(let number): return constant(number, span)
    case .vec(let elements): return vector(elements, span)
    case .mat(let rows, let columns, let elements):
      let parts = (0..<rows).map { vector(elements[$0 * columns..<($0 + 1) * columns], span) }
      return apply(ShapeRule.Literal.matrix.primitive, ValueList(parts), span)
    }
  }

  private mutating func vector(_ elements: some Sequence<Double>, _ span: Span) -> ValueID {
    let parts = elements.map { constant($0, span) }
    return apply(ShapeRule.Literal.vector.primitive, ValueList(parts), span)
  }
}

extension Lowerer {
  /// Reports arguments of the entry that are called like what the program declares: a caller could
  /// not tell them apart.
  fileprivate mutating func checkEntryNames() {
    guard let entry = syntax.entry else { return }
    let declared = syntax.inputs.map(\.variable) + syntax.parameters.map(\.variable)
    let places = Dictionary(
      declared.map { (syntax[$0].name, syntax[$0].span) }, uniquingKeysWith: { first, _ in first })
    for argument in syntax[entry].parameters {
      guard let first = places[syntax[argument].name] else { continue }
      diagnostics.report(
        .duplicateName(syntax[argument].name, first: first, at: syntax[argument].span))
    }
  }

  /// Reports inputs and parameters whose names Python cannot tell apart.
  mutating func checkPythonNames() {
    let names =
      program.inputs.map { ($0.name, $0.span) } + program.parameters.map { ($0.name, $0.span) }
    // Names that stay as they are differ as they did.
    guard names.contains(where: { PythonName.sanitise($0.0) != $0.0 }) else { return }
    var taken: [String: (name: String, span: Span)] = [:]
    for (name, span) in names {
      let python = PythonName.sanitise(name)
      if let first = taken[python] {
        if first.name == name { continue }  // A duplicate, reported as such.
        diagnostics.report(
          .nameCollision(first.name, name, python: python, first: first.span, at: span))
      } else {
        taken[python] = (name, span)
      }
    }
  }
}
