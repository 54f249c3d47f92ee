import Analysis
import Diagnostics
import IR
import Primitives
import PythonSyntax

/// What all functions of one module have in common.
final class ModuleContext {
  let program: Program
  let callGraph: CallGraph
  let time: BindingTime
  let effects: Effects
  let uses: UseCounts
  /// What functions are given beside their parameters; the program itself is given nothing.
  private(set) lazy var extraParameters = ExtraParameters(
    of: program, callGraph: callGraph, time: time)
  let constants: [ValueID: Double]
  private let text: SourceInfo
  /// The program's text, for places in messages.
  private lazy var source = SourceFile(name: text.fileName, bytes: text.text)
  var sensitivity: Sensitivity
  let steepUses: SteepUses
  /// Names at the top level of the module.
  var globals: NameScope
  /// Names that no local variable may have.
  var localNames: NameScope
  /// Python names of the program's functions.
  private(set) var functionNames: [FunctionID: String] = [:]
  /// The helpers that the module may need, each behind those it calls.
  private var helpers: [PythonHelper] = []
  /// Functions that took over code nested too deeply.
  var outlined: [PythonStatement] = []
  /// Names of the limits on the rounds of a loop and on the depth of a recursion.
  let iterationLimitName: String
  let depthLimitName: String

  /// Names with a meaning in every module.
  private static let reserved: Set<String> = {
    var names = PythonName.reserved.union(RuntimeHelper.allNames)
    for primitive in Primitive.all { names.formUnion(primitive.torch.helpers.map(\.name)) }
    return names
  }()

  init(
    program: Program, callGraph: CallGraph, source: SourceInfo, fixedNames: Set<String>
  ) {
    self.program = program
    self.callGraph = callGraph
    text = source
    let functions = Array(callGraph.order.reversed())
    constants = program.constants(in: functions)
    time = BindingTime.analyse(program, functions: functions, constants: constants)
    effects = Effects(of: program, callGraph: callGraph, time: time, constants: constants)
    uses = UseCounts(of: program, functions: functions)
    sensitivity = Sensitivity(of: program, constants: constants)
    steepUses = SteepUses(
      of: program, functions: functions, constants: constants, useCounts: uses)
    globals = NameScope(reserved: Self.reserved)
    for name in fixedNames { globals.reserve(name) }
    localNames = NameScope(reserved: Self.reserved)
    iterationLimitName = globals.unique("MAX_ITERATIONS")
    depthLimitName = globals.unique("MAX_DEPTH")
    localNames.reserve(iterationLimitName)
    localNames.reserve(depthLimitName)
    // The program itself is a function only where something calls it.
    for function in functions where function != program.entry || callGraph.isRecursive(function) {
      let name = globals.unique(for: program[function].name)
      functionNames[function] = name
      localNames.reserve(name)
    }
  }

  /// The loop as one that counts, where it is.
  func counted(_ initial: ValueList, _ body: RegionID) -> CountedLoop? {
    CountedLoop(program, time, constants, initial: initial, body: body)
  }

  /// Makes sure that the module defines a helper, and gives its name.
  @discardableResult
  func need(_ helper: PythonHelper) -> PythonExpression {
    if !helpers.contains(where: { $0.name == helper.name }) {
      for required in helper.requires { need(required) }
      helpers.append(helper)
    }
    return .name(helper.name)
  }

  /// The helpers that code needs which reads these names.
  func helpers(for names: Set<String>) -> [PythonHelper] {
    var needed = names
    for helper in helpers.reversed() where needed.contains(helper.name) {
      needed.formUnion(helper.requires.map(\.name))
    }
    return helpers.filter { needed.contains($0.name) }
  }

  /// A place in the source text, for messages: `line 3, column 5`.
  func place(_ span: Span) -> String {
    guard span != .none else { return "the program" }
    let position = source.position(at: span.start)
    return "line \(position.line), column \(position.column)"
  }
}
