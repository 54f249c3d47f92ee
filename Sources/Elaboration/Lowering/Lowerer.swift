import DeepStack
import Diagnostics
import IR
import Primitives
import Types

/// Gives types to a resolved program and writes it as IR.
///
/// Functions are lowered once for each combination of argument types they are called with. Bodies
/// refer to values of enclosing functions directly; `LambdaLifting` makes them arguments at the end.
struct Lowerer {
  let options: ElaborationOptions
  let syntax: AbstractSyntax
  var diagnostics: DiagnosticBag
  var program = Program()
  var solver = TypeSolver()
  /// The type of each value.
  var terms: [TypeTerm] = []
  /// The number that each value is, where it is constant.
  var constants: [Double?] = []
  /// Where each value was last mentioned: what diagnostics about an operand point at.
  private var mentions: [Span] = []
  /// What each variable stands for at this point.
  var environment: [ValueID?]
  /// The region being written.
  var bindings: [Binding] = []
  /// Instances of functions by the types of their arguments.
  var instances: [InstanceKey: Instance] = [:]
  /// Functions that have an instance at all.
  var calledFunctions: Set<CalledFunction> = []
  /// Instances being lowered, per function, innermost last.
  var openInstances: [[(key: InstanceKey, instance: Instance)]]
  /// The function being lowered.
  var currentFunction = FunctionID(0)
  /// Operations that inference may have to come back to.
  var sites: [Site] = []
  /// The places of the operands of all sites.
  var operandSpans: [Span] = []
  /// Overloaded operations that wait, by their sites: everything needed to decide.
  var choices: [Int: PendingChoice] = [:]
  /// Indices and bounds to compare with sizes when these are known.
  var indexChecks: [IndexCheck] = []
  /// Sizes that the source names.
  var namedSizes: [String: SizeSymbol] = [:]
  /// How deep the recursion over expressions is, and how deep the stack lets it be.
  var nesting = 0
  let nestingLimit: Int
  /// Whether a scratch region is being written, whose constants are computed on the spot.
  var isScratch = false
  /// Constants that have been computed for scratch regions; `nil` while that is being done.
  var staticConstants: [VariableID: Value??] = [:]
  /// How many numbers have been computed for the initial value in hand.
  var staticElements = 0
  /// How often the definition of a constant was written into a scratch region.
  var inlinedConstants = 0

  /// A function and the types it is called with.
  struct InstanceKey: Hashable {
    let function: FunctionDeclarationID
    /// The instance of the function around it.
    let parent: FunctionID?
    let arguments: [TypeTerm]
  }

  /// A function inside an instance of the function around it.
  struct CalledFunction: Hashable {
    let function: FunctionDeclarationID
    let parent: FunctionID?
  }

  /// A function in the IR.
  struct Instance {
    let function: FunctionID
    let result: TypeTerm
  }

  /// An operation as diagnostics need it.
  struct Site {
    let name: String
    let span: Span
    let operands: ValueList
    /// Where in `operandSpans` the expressions begin that the operands are.
    let firstSpan: Int
    /// The function that it stands in.
    let function: FunctionID
  }

  /// An overloaded operation that waits for the kind of an operand.
  struct PendingChoice {
    let primitive: PrimitiveID
    let candidates: [Overload]
    let result: TypeTerm
  }

  /// `index` must be less than `size` (an index), or at most `size` (a bound).
  struct IndexCheck {
    let index: Int
    let isBound: Bool
    let size: Size
    let span: Span
    /// The function that it stands in.
    let function: FunctionID
  }

  init(_ syntax: AbstractSyntax, options: ElaborationOptions, diagnostics: DiagnosticBag) {
    self.syntax = syntax
    self.options = options
    self.diagnostics = diagnostics
    nestingLimit = max(syntax.depth, DeepStack.shallow)
    environment = Array(repeating: nil, count: syntax.variables.count)
    openInstances = Array(repeating: [], count: syntax.functions.count)
    program.maximumIterations = options.maximumIterations
    program.maximumDepth = options.maximumDepth
    // Half of all expressions are operations, or fewer; functions that have several instances apart.
    let estimate = syntax.expressions.count / 2
    program.values.reserveCapacity(estimate)
    terms.reserveCapacity(estimate)
    constants.reserveCapacity(estimate)
    mentions.reserveCapacity(estimate)
  }

  // MARK: Values

  /// A new value that nothing computes yet.
  mutating func freshValue(_ term: TypeTerm, _ span: Span, name: String? = nil) -> ValueID {
    program.values.append(ValueInfo(type: .real, span: span, name: name))
    terms.append(term)
    constants.append(nil)
    mentions.append(span)
    return ValueID(program.values.count - 1)
  }

  /// Notes that an expression at this place stands for a value computed elsewhere.
  mutating func mention(_ value: ValueID, at span: Span) { mentions[Int(value.index)] = span }

  /// Writes an operation.
  mutating func emit(_ operation: Operation, _ term: TypeTerm, _ span: Span) -> ValueID {
    let value = freshValue(term, span)
    bindings.append(Binding(value, operation))
    return value
  }

  /// Writes a constant.
  mutating func constant(_ number: Double, _ span: Span) -> ValueID {
    let value = emit(.constant(number), .real, span)
    constants[Int(value.index)] = number
    return value
  }

  /// A value in place of what has been reported.
  mutating func errorValue(_ span: Span) -> ValueID { emit(.undefined, .error, span) }

  /// Reports, and gives a value in place of what is wrong.
  mutating func fail(_ diagnostic: Diagnostic, _ span: Span) -> ValueID {
    diagnostics.report(diagnostic)
    return errorValue(span)
  }

  /// The type of a value as far as it is known.
  func term(of value: ValueID) -> TypeTerm { solver.resolve(terms[Int(value.index)]) }

  /// The expression that stands for a value here.
  func span(of value: ValueID) -> Span { mentions[Int(value.index)] }

  /// The expression that an operand of an operation is.
  func span(ofOperand position: Int, at site: Site) -> Span {
    operandSpans[site.firstSpan + position]
  }

  /// Where a value was computed.
  func origin(of value: ValueID) -> Span { program.values[Int(value.index)].span }

  /// The number that a value is, if it is constant.
  func constant(of value: ValueID) -> Double? { constants[Int(value.index)] }

  // MARK: Regions

  /// Writes a region.
  mutating func region(
    _ parameters: ValueList = [], _ body: (inout Lowerer) -> Terminator
  ) -> RegionID {
    var outer: [Binding] = []
    swap(&outer, &bindings)
    let terminator = body(&self)
    swap(&outer, &bindings)
    program.regions.append(
      Region(parameters: parameters, bindings: outer, terminator: terminator))
    return RegionID(program.regions.count - 1)
  }

  // MARK: Types

  /// A type for people: what is open is called by its kind.
  func describe(_ term: TypeTerm) -> String {
    switch solver.resolve(term) {
    case .real: "a scalar"
    case .vec(let size): "a vector of \(describe(size))"
    case .mat(let rows, let columns): "a \(describe(rows)) by \(describe(columns)) matrix"
    case .variable, .error: "of unknown type"
    }
  }

  /// A size for people.
  private func describe(_ size: Size) -> String {
    let names = Dictionary(
      namedSizes.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    return solver.resolve(size).description { names[$0] ?? "unknown size" }
  }

  /// The type that an annotation stands for; its named sizes live in `names`.
  mutating func term(_ annotation: TypeAnnotation, names: inout [String: SizeSymbol]) -> TypeTerm {
    var sizes: [Size] = []
    for length in annotation.lengths {
      switch length {
      case .known(let size): sizes.append(.known(size))
      case .constant(let variable): sizes.append(staticSize(of: variable, annotation.span))
      case .named(let name):
        let symbol = names[name] ?? solver.freshSymbol()
        names[name] = symbol
        sizes.append(.symbol(symbol))
      }
    }
    switch sizes.count {
    case 0: return .real
    case 1: return .vec(sizes[0])
    default: return .mat(sizes[0], sizes[1])
    }
  }

  /// The type of an input or parameter, whose named sizes are those of the whole program.
  mutating func globalTerm(_ annotation: TypeAnnotation) -> TypeTerm {
    var names = namedSizes
    let type = term(annotation, names: &names)
    namedSizes = names
    return type
  }

  /// The length that a constant of the program stands for.
  private mutating func staticSize(of variable: VariableID, _ span: Span) -> Size {
    guard
      let definition = syntax.constants.first(where: { $0.variable == variable }),
      case .real(let number)? = staticValue(definition.value)
    else {
      diagnostics.report(.nonConstantSize("a size", at: span))
      return .known(0)
    }
    guard number >= 0, number <= Double(Size.limit), number == number.rounded() else {
      diagnostics.report(.invalidSize(number, at: span))
      return .known(0)
    }
    return .known(Int(number))
  }
}
