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
  let extraParameters: ExtraParameters
  let constants: [ValueID: Double]
  let source: SourceFile
  var sensitivity: Sensitivity
  /// Names at the top level of the module.
  var globals: NameScope
  /// Python names of the program's functions.
  private(set) var functionNames: [FunctionID: String] = [:]
  /// The helpers that the module needs, each behind those it calls.
  private(set) var helpers: [PythonHelper] = []
  /// Functions that took over code nested too deeply.
  var outlined: [PythonStatement] = []
  /// Constants at the top of the module.
  private(set) var usesIterationLimit = false
  private(set) var usesDepthLimit = false

  init(program: Program, source: SourceFile, fixedNames: Set<String>) {
    self.program = program
    self.source = source
    callGraph = CallGraph(of: program)
    let functions = Array(callGraph.order.reversed())
    constants = program.constants(in: functions)
    time = BindingTime(of: program, functions: functions)
    effects = Effects(of: program, callGraph: callGraph, time: time)
    extraParameters = ExtraParameters(of: program, callGraph: callGraph, time: time)
    uses = UseCounts(of: program, functions: functions)
    sensitivity = Sensitivity(of: program, constants: constants)
    globals = NameScope(
      reserved: PythonName.reserved.union(fixedNames).union(RuntimeHelper.allNames))
    for primitive in Primitive.all {
      for helper in primitive.torch.helpers { globals.reserve(helper.name) }
    }
    // The program itself is a function only where something calls it.
    for function in functions where function != program.entry || callGraph.isRecursive(function) {
      functionNames[function] = globals.unique(for: program[function].name)
    }
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

  /// The name of the limit on the rounds of a loop.
  func iterationLimit() -> PythonExpression {
    usesIterationLimit = true
    return .name(Self.iterationLimitName)
  }

  /// The name of the limit on the depth of a recursion.
  func depthLimit() -> PythonExpression {
    needDepthLimit()
    return .name(Self.depthLimitName)
  }

  func needDepthLimit() { usesDepthLimit = true }

  static let iterationLimitName = "MAX_ITERATIONS"
  static let depthLimitName = "MAX_DEPTH"

  /// A place in the source text, for messages: `line 3, column 5`.
  func place(_ span: Span) -> String {
    guard span != .none else { return "the program" }
    let position = source.position(at: span.start)
    return "line \(position.line), column \(position.column)"
  }
}
