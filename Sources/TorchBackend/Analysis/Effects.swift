import Analysis
import IR
import Primitives

/// What running code can do besides giving a value: go round a loop as often as data say, call
/// itself, or fail with an index out of range. Such code is told which elements it runs for.
struct Effects {
  /// What a region or function can do.
  struct Summary: Hashable {
    /// It must know the active elements.
    var needsMask = false
    /// It must not run where no element is active.
    var needsBranch = false

    mutating func add(_ other: Summary) {
      needsMask = needsMask || other.needsMask
      needsBranch = needsBranch || other.needsBranch
    }
  }

  private var ofFunction: [Summary]
  private var ofRegion: [Summary]
  private let program: Program
  private let callGraph: CallGraph
  private let time: BindingTime
  private let constants: [ValueID: Double]

  init(
    of program: Program, callGraph: CallGraph, time: BindingTime, constants: [ValueID: Double]
  ) {
    self.constants = constants
    self.program = program
    self.callGraph = callGraph
    self.time = time
    ofFunction = Array(repeating: Summary(), count: program.functions.count)
    ofRegion = Array(repeating: Summary(), count: program.regions.count)
    var changed = true
    while changed {
      changed = false
      for function in callGraph.order {
        let summary = summarise(program[function].body, in: function, isDivergent: false)
        if summary != ofFunction[Int(function.index)] {
          ofFunction[Int(function.index)] = summary
          changed = true
        }
      }
    }
  }

  subscript(function: FunctionID) -> Summary { ofFunction[Int(function.index)] }
  subscript(region: RegionID) -> Summary { ofRegion[Int(region.index)] }

  /// Whether the number of rounds of any loop or recursion depends on data.
  var hasDataDependentControl: Bool { self[program.entry].needsBranch }

  /// `isDivergent`: whether a tensor has decided that the region is run at all.
  private mutating func summarise(
    _ region: RegionID, in function: FunctionID, isDivergent: Bool
  ) -> Summary {
    var summary = Summary()
    for binding in program[region].bindings {
      summary.add(summarise(binding.operation, in: function, isDivergent: isDivergent))
    }
    if case .branch(let condition, let then, let otherwise) = program[region].terminator {
      let isDivergent = isDivergent || !time.isHost(condition)
      summary.add(summarise(then, in: function, isDivergent: isDivergent))
      summary.add(summarise(otherwise, in: function, isDivergent: isDivergent))
    }
    ofRegion[Int(region.index)] = summary
    return summary
  }

  private mutating func summarise(
    _ operation: Operation, in function: FunctionID, isDivergent: Bool
  ) -> Summary {
    switch operation {
    case .constant, .undefined: return Summary()
    case .primitive(let id, let operands, _):
      let hasDynamicIndex = id.primitive.indexOperands(count: operands.count).contains {
        !time.isHost(operands[$0])
      }
      return Summary(needsMask: hasDynamicIndex)
    case .conditional(let condition, let then, let otherwise):
      let isDivergent = isDivergent || !time.isHost(condition)
      var summary = summarise(then, in: function, isDivergent: isDivergent)
      summary.add(summarise(otherwise, in: function, isDivergent: isDivergent))
      return summary
    case .loop(let initial, let body):
      let isMasked = time.kind(ofLoop: body) == .masked
      var summary = summarise(body, in: function, isDivergent: isDivergent || isMasked)
      if isMasked { summary.add(Summary(needsMask: true, needsBranch: true)) }
      if !isMasked, CountedLoop(program, time, constants, initial: initial, body: body) == nil {
        // Whether it goes on for too long matters to active elements alone.
        let isEndless = program.leaves(of: body).allSatisfy(\.isRecur)
        summary.add(Summary(needsMask: isDivergent || isEndless, needsBranch: isEndless))
      }
      return summary
    case .scan(_, _, let body), .tabulate(_, let body):
      return summarise(body, in: function, isDivergent: isDivergent)
    case .call(let callee, _):
      var summary = self[callee]
      // A recursion that numbers decide can still be too deep.
      if isDivergent, callGraph.isRecursive(callee) {
        summary.add(Summary(needsMask: true, needsBranch: true))
      }
      return summary
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      operation.isNeverInModules()
    }
  }
}

extension Primitive {
  /// The operands of the IR operation that are indices into a dimension (counted from 0).
  func indexOperands(count: Int) -> [Int] {
    guard case .overloads(let overloads) = signature.shape else { return [] }
    for overload in overloads {
      let values = overload.operands.filter(\.isOperand)
      guard values.count == count else { continue }
      return values.indices.filter { if case .index = values[$0] { true } else { false } }
    }
    return []
  }
}

extension OperandPattern {
  /// Whether it is an operand of the IR operation; the others become attributes.
  var isOperand: Bool {
    switch self {
    case .value, .index: true
    case .staticSize, .staticBound, .staticInteger: false
    }
  }
}
