import IR
import Primitives

/// How the results of a program depend on its values.
///
/// What reaches results through comparisons, rounding or indices alone changes them by steps: between
/// steps it changes nothing, and no derivative sees it.
package struct Influence {
  /// How results depend on one value, the strongest of all ways last.
  package enum Kind: Comparable {
    case none
    case steps
    case smooth
  }

  private let program: Program
  private var kinds: [Kind]
  private var kindsOfResults: [[Kind]]
  private var changed = true

  /// The influences on what the entry gives.
  package init(in program: Program) {
    self.program = program
    kinds = Array(repeating: .none, count: program.values.count)
    kindsOfResults = program.functions.map { Array(repeating: .none, count: $0.results.count) }
    let entry = Int(program.entry.index)
    kindsOfResults[entry] = kindsOfResults[entry].map { _ in .smooth }
    let callersFirst = CallGraph(of: program).order.reversed()
    while changed {
      changed = false
      for function in callersFirst {
        visit(program[function].body, yields: kindsOfResults[Int(function.index)])
      }
    }
  }

  /// How results depend on a value.
  package func callAsFunction(_ value: ValueID) -> Kind { kinds[Int(value.index)] }

  private mutating func raise(_ value: ValueID, to kind: Kind) {
    guard kinds[Int(value.index)] < kind else { return }
    kinds[Int(value.index)] = kind
    changed = true
  }

  private mutating func raise(_ values: ValueList, to kinds: [Kind]) {
    for (value, kind) in zip(values, kinds) { raise(value, to: kind) }
  }

  private func kinds(of values: ValueList) -> [Kind] { values.map { self($0) } }

  /// What decides among such results has an influence by steps at most.
  private mutating func decide(_ condition: ValueID, among results: [Kind]) {
    raise(condition, to: min(results.max() ?? .none, .steps))
  }

  /// A region backwards, whose ends give results and next states of these kinds.
  private mutating func visit(_ region: RegionID, yields: [Kind], recurs: [Kind] = []) {
    switch program[region].terminator {
    case .yield(let values): raise(values, to: yields)
    case .recur(let values): raise(values, to: recurs)
    case .branch(let condition, let then, let otherwise):
      visit(then, yields: yields, recurs: recurs)
      visit(otherwise, yields: yields, recurs: recurs)
      decide(condition, among: yields + recurs)
    }
    for binding in program[region].bindings.reversed() { visit(binding) }
  }

  private mutating func visit(_ binding: Binding) {
    let results = kinds(of: binding.results)
    switch binding.operation {
    case .constant, .undefined: break
    case .primitive(let id, let operands, _):
      let primitive = id.primitive
      // A length does not depend on elements.
      if primitive.torch.isInteger { return }
      for (position, operand) in operands.enumerated() {
        let most = primitive.isRelevant(operand: position) ? Kind.smooth : .steps
        raise(operand, to: min(results[0], most))
      }
    case .conditional(let condition, let then, let otherwise):
      visit(then, yields: results)
      visit(otherwise, yields: results)
      decide(condition, among: results)
    case .loop(let initial, let body): visitRounds(initial, body, yields: results)
    case .scan(let initial, _, let body):
      raise(program[body].parameters, to: results)
      visitRounds(initial, body, yields: [])
    case .tabulate(_, let body): visit(body, yields: results)
    case .call(let callee, let arguments):
      for (position, kind) in results.enumerated() {
        if kindsOfResults[Int(callee.index)][position] < kind {
          kindsOfResults[Int(callee.index)][position] = kind
          changed = true
        }
      }
      raise(arguments, to: kinds(of: program.parameters(of: callee)))
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      preconditionFailure("neuralc bug: this is about programs as written, please report it")
    }
  }

  private mutating func visitRounds(_ initial: ValueList, _ body: RegionID, yields: [Kind]) {
    let parameters = program[body].parameters
    visit(body, yields: yields, recurs: kinds(of: parameters))
    raise(initial, to: kinds(of: parameters))
  }
}
