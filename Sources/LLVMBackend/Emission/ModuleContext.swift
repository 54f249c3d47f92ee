import Analysis
import Diagnostics
import IR
import Primitives

/// What all functions of a kernel share while they are written.
final class ModuleContext {
  let program: Program
  let layout: KernelLayout
  let time: BindingTime
  let calls: CallGraph
  let lifetimes: Lifetimes
  /// The values of the program, by number, in the function that is being written.
  var values: [NativeValue?]
  private(set) var sites: [Site] = []
  private var instructions: [String: Bool] = [:]
  private var siteNumbers: [Site: Int] = [:]
  /// Declarations of functions from outside, in the order of first use.
  private var declarations: [String] = []
  private var declared: Set<String> = []
  /// Helpers that are written in LLVM IR, in the order of first use.
  private var helpers: [String] = []
  /// The bindings, by their first results, that are written before all groups of items.
  var hoisted: Set<ValueID> = []
  /// The functions that a very long kernel consists of.
  var parts: [String] = []
  /// Functions of the program that are called, in the order of first use.
  private(set) var called: [FunctionID] = []
  private var isCalled: Set<FunctionID> = []

  init(_ program: Program, _ layout: KernelLayout) {
    self.program = program
    self.layout = layout
    calls = CallGraph(of: program)
    time = BindingTime.ofKernel(
      program, functions: calls.order, differing: layout.hasDirections ? layout.directions : nil)
    lifetimes = Lifetimes(of: program, functions: calls.order)
    values = Array(repeating: nil, count: program.values.count)
  }

  var unit: LaneType { layout.unit }
  /// How many inputs the kernel has.
  var inputCount: Int { program.parameters(of: program.entry).count - layout.directions.count }

  /// The number of a site.
  func site(_ kind: Site.Kind, at span: Span) -> Int {
    let site = Site(kind: kind, span: span)
    if let number = siteNumbers[site] { return number }
    sites.append(site)
    siteNumbers[site] = sites.count - 1
    return sites.count - 1
  }

  /// Declares a function from outside.
  func declare(_ declaration: String) {
    guard !isProbing else { return }
    if declared.insert(declaration).inserted { declarations.append("declare \(declaration)\n") }
  }

  /// Whether an elementwise primitive of reals is a few instructions, without calls.
  func isInstruction(_ primitive: Primitive) -> Bool {
    if let known = instructions[primitive.name] { return known }
    isProbing = true
    defer { isProbing = false }
    let probe = FunctionEmitter(self, depth: "0")
    let builder = LaneBuilder(probe, unit, unrollsLoops: true)
    let operands = (0..<3).map { builder.handle(.register("%operand\($0)")) }
    switch primitive.native {
    case .elementwise(let emit): _ = builder.register(emit(operands))
    case .truth(let emit): _ = builder.register(emit(operands))
    default: return false
    }
    let result = probe.text.callCount == 0 && probe.text.instructionCount <= 4
    instructions[primitive.name] = result
    return result
  }

  /// Adds a helper, unless it is there already.
  func need(_ helper: Helper) {
    guard declared.insert(helper.name).inserted else { return }
    helper.requires.forEach(need)
    helper.declares.forEach(declare)
    helpers.append(helper.text)
  }

  /// Adds a function that is written for this kernel, unless it is there already.
  func define(_ symbol: String, _ text: () -> String) {
    guard !isProbing, declared.insert(symbol).inserted else { return }
    let function = text()
    helpers.append(function)
  }

  /// Whether anything is on tapes in memory.
  var hasArena: Bool { declared.contains(Helper.arena.name) }

  /// Stops and starts writing down what is declared, while code is written that is thrown away.
  var isProbing = false

  /// The symbol of a function of the program, which is then written too.
  func symbol(of function: FunctionID) -> String {
    if isCalled.insert(function).inserted { called.append(function) }
    return "@function\(function.index)"
  }

  /// The parts of the module that do not belong to one function.
  var preamble: String { (declarations + helpers + parts).joined(separator: "") }
}
