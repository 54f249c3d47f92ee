import IR
import Primitives

/// Derivatives that cost less and are as good wherever their results are in order, as a check of the
/// results tells.
///
/// *Plain products* are in the place of careful ones, in which a zero makes what is not finite on the
/// other side irrelevant. A careful product costs several times what a plain one does, and differs
/// from it only where 0 meets an infinity or NaN: then the plain one gives NaN and the careful one 0.
/// (Zeros may also differ in sign.)
///
/// *Products with a reciprocal*, a (1/y), are in the place of quotients a/y, where several have the
/// divisor in common. They differ by rounding alone, of 1/y and then of the product, as long as 1/y is
/// finite. (Where y is in the highest binade, 1/y is subnormal and has lost up to two bits.) Where it
/// is not, as y is 0 or so small that 1/y overflows, the product is infinite or NaN, or it is what the
/// quotient is. So it is where the product overflows and the quotient has just not done so.
///
/// Take a value that is not, but for rounding, what the careful program would have had; call it spoilt.
/// Claim: it is not finite, and without reciprocals it is NaN. Where it is the first such, it is a
/// product as above. Otherwise it is the result of an operation on spoilt operands, which are not
/// finite. The rewriting takes place only where no condition and no index depends on tangents and
/// cotangents, and only operations depend on them that are linear in them; and only quotients are
/// rewritten that go into such operations alone (`Exactness`). Those are sums and products, which what
/// is not finite leaves so, and choices by what is not spoilt, which either pass it on or drop it;
/// dropped, it has no part in the result. The products that stay careful, being by zero, give 0 either
/// way. So a spoilt result is not finite, and where all results are finite, none is spoilt.
///
/// Values are what they were to the bit: no result that depends on no tangent takes part.
package struct FastDerivatives {
  private let products: [TangentUse.Place]
  private let quotients: SharedReciprocals
  /// What shows that the results are not those of the careful program.
  package let check: ResultCheck

  /// Looks at a program that differentiation has made of one with so many inputs and parameters,
  /// which are its first inputs; those behind them are tangents and cotangents. `nil` where nothing is
  /// gained or the rewriting would not be safe.
  package init?(in program: Program, inputs: Int, parameters: Int) {
    guard inputs + parameters < program.inputs.count else { return nil }
    let seeds = Set(inputs + parameters..<program.inputs.count)
    let use = TangentUse(program, Activity(program, seeds: seeds))
    guard use.isLinear else { return nil }
    quotients = SharedReciprocals(
      in: program, use.activity, parameters: inputs..<inputs + parameters)
    products = use.products
    guard !products.isEmpty || !quotients.isEmpty else { return nil }
    check = ResultCheck(
      results: program[program.entry].results.indices.filter {
        use.activity.isResultActive(program.entry, $0)
      },
      fault: quotients.isEmpty ? .notANumber : .notFinite)
  }

  /// Rewrites the program.
  package func write(into program: inout Program) {
    for place in products {
      let operation = program.regions[place.region].bindings[place.binding].operation
      guard case .primitive(let id, let operands, let attributes) = operation,
        let plain = id.plainProduct
      else { continue }
      program.regions[place.region].bindings[place.binding].operation = .primitive(
        plain, operands, attributes: attributes)
    }
    quotients.write(into: &program)
  }
}

/// What a program does with values that depend on tangents and cotangents.
private struct TangentUse {
  let activity: Activity
  /// The careful products of them, but for those that are by zero.
  private(set) var products: [Place] = []
  /// Whether all operations on them are linear in them, and no way that is gone depends on them.
  private(set) var isLinear = true
  private var isZero: [Bool]

  /// A binding in the program's tables.
  struct Place {
    let region: Int
    let binding: Int
  }

  init(_ program: Program, _ activity: Activity) {
    self.activity = activity
    isZero = Array(repeating: false, count: program.values.count)
    for region in program.regions {
      for binding in region.bindings {
        if case .constant(0) = binding.operation { isZero[Int(binding.results[0].index)] = true }
      }
    }
    for (number, region) in program.regions.enumerated() {
      for (position, binding) in region.bindings.enumerated() {
        look(at: binding, Place(region: number, binding: position))
      }
      if case .branch(let condition, _, _) = region.terminator { mustBeFixed(condition) }
    }
  }

  private mutating func look(at binding: Binding, _ place: Place) {
    switch binding.operation {
    case .primitive(let id, let operands, _):
      guard operands.contains(where: { activity($0) }) else { return }
      for (position, operand) in operands.enumerated()
      where activity(operand) && !id.isLinear(inOperand: position, of: operands.count) {
        isLinear = false
      }
      if id.plainProduct != nil, !operands.contains(where: { isZero[Int($0.index)] }) {
        products.append(place)
      }
    case .conditional(let condition, _, _): mustBeFixed(condition)
    case .constant, .undefined, .loop, .scan, .tabulate, .call, .fold, .pack, .unpack,
      .recordedLoop, .reverseLoop:
      break
    }
  }

  private mutating func mustBeFixed(_ value: ValueID) { if activity(value) { isLinear = false } }
}
