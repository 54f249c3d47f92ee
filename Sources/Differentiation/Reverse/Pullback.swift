import Diagnostics
import IR
import Primitives
import Types

/// One run of the reverse transformation.
///
/// Every region of the program is swept forward once (a copy, with what the reverse sweep will want
/// kept) and backward once. Both sweeps are in one region where they can be, in the entry and in the
/// rounds of reverse loops: there values are simply in scope. Where they cannot, a branch of a
/// conditional or the body of a function, the reverse sweep asks for values as it meets them, and
/// only these are handed over (see `Residuals`).
final class Pullback {
  let old: Program
  let wrt: [Int]
  let relevance: Relevance
  var builder: Builder
  /// The last copy of each value of the program.
  var copies: [ValueID]
  var residuals: Residuals
  var adjoints: Adjoints
  /// The tapes of calls and loops, by their first result or by the body.
  var callTapes: [ValueID: ValueID] = [:]
  var loopTapes: [RegionID: ValueID] = [:]
  /// The branches of conditionals that have been swept forward, by the first of them.
  var branches: [RegionID: ConditionalResiduals] = [:]
  /// The two versions of each function that has an adjoint.
  var augmented: [FunctionID?]
  var reversed: [FunctionID?]
  /// Where the operation comes from that is being reversed.
  var span = Span.none

  init(_ program: Program, wrt: [Int]) {
    old = program
    self.wrt = wrt
    relevance = Relevance(program, wrt: wrt)
    builder = Builder(program)
    copies = Array(repeating: ValueID(-1), count: program.values.count)
    residuals = Residuals(valueCount: program.values.count)
    adjoints = Adjoints(program)
    augmented = Array(repeating: nil, count: program.functions.count)
    reversed = augmented
  }

  /// The program that gives values and adjoints.
  func run() -> Program {
    declareFunctions()
    for index in old.functions.indices where augmented[index] != nil {
      differentiate(FunctionID(index))
    }
    differentiateEntry()
    residuals.handOver(in: &builder)
    var program = builder.finish()
    // A round of a scan chooses its state by one region more.
    program.nesting += 1
    return program
  }

  private func differentiateEntry() {
    let entry = old[old.entry]
    let body = old[entry.body]
    let parameters = body.parameters.map { define($0) }
    let cotangents = entry.results.enumerated().map { position, type in
      let name = entry.results.count == 1 ? "%cotangent" : "%cotangent \(position)"
      builder.program.inputs.append(Input(name: name, type: type, span: entry.span))
      return builder.value(type, at: entry.span, named: "cotangent")
    }
    builder.beginRegion()
    // The sweep forward, and in the sweep back a product and a sum for most operands.
    builder.reserve(4 * body.bindings.count)
    var values: ValueList = []
    turn(
      entry.body, needsValues: true,
      yield: { yields in
        values = ValueList(yields.compactMap { $0.map { use($0) } })
        add(cotangents, to: yields)
      })
    let gradient = wrt.map { finalAdjoint(of: body.parameters[$0]) }
    let region = builder.close(
      parameters: parameters + cotangents, .yield(values + gradient))
    builder.program.functions.append(
      Function(
        name: entry.name, span: entry.span, body: region,
        results: entry.results + wrt.map { old[body.parameters[$0]].type }))
    builder.program.entry = FunctionID(builder.program.functions.count - 1)
  }

  // MARK: Values

  /// A new value for one of the program.
  func define(_ id: ValueID) -> ValueID {
    let copy = builder.value(old.type(of: id), at: old[id].span, named: old[id].name)
    copies[Int(id.index)] = copy
    return copy
  }

  /// The copy of a value, handed over to where code is written now.
  func use(_ id: ValueID) -> ValueID {
    residuals.fetch(copies[Int(id.index)], in: &builder)
  }

  /// A new value for the adjoint of one of the program.
  func adjointValue(for id: ValueID) -> ValueID {
    builder.value(old.type(of: id), at: old[id].span, named: old[id].name.map { "d" + $0 })
  }

  /// A value of this type from one that may be a real, the same for all elements.
  func spread(_ value: ValueID, to type: Type) -> ValueID {
    if builder.program.type(of: value) == type { return value }
    return builder.apply(.add, [builder.constant(0, type, at: span), value], at: span)
  }

  // MARK: Sweeps

  /// What a region ends with, `nil` where the cotangent is not to be added here.
  typealias End = ([ValueID?]) -> Void

  /// Both sweeps over a region whose end has its cotangents: forward to there, and back.
  ///
  /// `yield` and `recur` add the cotangents of what the region ends with. A region that is left by
  /// branches is turned in each of them, so that nothing is handed over; so is one that ends with
  /// what branches give, unless its values are needed themselves.
  func turn(
    _ id: RegionID, needsValues: Bool = false, yield: End, recur: End = { _ in }
  ) {
    adjoints.enter(old[id])
    let region = old[id]
    let last = needsValues ? nil : lastBranches(of: region)
    let bindings = region.bindings.dropLast(last == nil ? 0 : 1)
    for binding in bindings { forward(binding) }
    if let last {
      turnBranches(last, at: region.terminator, yield: yield, recur: recur)
    } else {
      turnEnd(region.terminator, yield: yield, recur: recur)
    }
    for binding in bindings.reversed() { reverse(binding) }
  }

  private func turnEnd(_ terminator: Terminator, yield: End, recur: End) {
    switch terminator {
    case .yield(let values): yield(Array(values))
    case .recur(let values): recur(Array(values))
    case .branch(let condition, let then, let otherwise):
      reverseBranches(
        use(condition), then: { turn(then, yield: yield, recur: recur) },
        else: { turn(otherwise, yield: yield, recur: recur) })
    }
  }

  /// The conditional that a region ends with, where its results carry adjoints.
  private func lastBranches(of region: Region) -> Binding? {
    if case .branch = region.terminator { return nil }
    guard let last = region.bindings.last, case .conditional = last.operation,
      last.results.contains(where: { relevance($0) })
    else { return nil }
    return last
  }

  /// Turns a region in the branches of its last conditional; the results of these stand for those
  /// of the conditional, and whatever else the region ends with is outside of them.
  private func turnBranches(
    _ last: Binding, at terminator: Terminator, yield: End, recur: End
  ) {
    guard case .conditional(let condition, let then, let otherwise) = last.operation else { return }
    let results = Set(last.results)
    let values = terminator.operands
    func end(_ values: [ValueID?]) {
      if case .yield = terminator { yield(values) } else { recur(values) }
    }
    end(values.map { results.contains($0) ? nil : $0 })
    func turnBranch(_ id: RegionID) {
      turn(
        id,
        yield: { branchValues in
          let inner = Dictionary(zip(last.results, branchValues)) { first, _ in first }
          end(values.map { inner[$0] ?? nil })
        })
    }
    reverseBranches(
      use(condition), then: { turnBranch(then) }, else: { turnBranch(otherwise) })
  }

  /// The sweep back over one operation.
  private func reverse(_ binding: Binding) {
    guard binding.results.contains(where: { adjoints[$0] != nil }) else { return }
    span = old[binding.results[0]].span
    switch binding.operation {
    case .constant, .undefined: break
    case .primitive(let id, let operands, let attributes):
      reverse(
        PrimitiveUse(
          primitive: id.primitive, operands: operands, attributes: attributes,
          result: binding.results[0]))
    case .conditional(let condition, let then, let otherwise):
      reverseConditional(condition, then, otherwise, binding.results)
    case .loop(let initial, let body): reverseLoop(initial, body, binding.results)
    case .scan(let initial, let rounds, let body):
      reverseScan(initial, rounds, body, binding.results)
    case .tabulate(let count, let body): reverseTabulate(count, body, binding.results)
    case .call(let callee, let arguments): reverseCall(callee, arguments, binding.results)
    case .fold, .pack, .unpack, .recordedLoop, .reverseLoop: Pullback.hasNoAdjoint()
    }
  }

  /// The sweep back over a region that was swept forward elsewhere.
  func reverse(_ id: RegionID, cotangents: [ValueID?]) {
    adjoints.enter(old[id])
    guard case .yield(let values) = old[id].terminator else {
      preconditionFailure("neuralc bug: a branch that does not yield, please report it")
    }
    for (value, cotangent) in zip(values, cotangents) {
      if let cotangent { add(cotangent, to: value) }
    }
    for binding in old[id].bindings.reversed() { reverse(binding) }
  }

  /// The end of a sweep that has met reverse code.
  static func hasNoAdjoint() -> Never {
    preconditionFailure("neuralc bug: reverse code is not reversed again, please report it")
  }
}
