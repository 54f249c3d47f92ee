import IR
import Passes
import Primitives

/// Derivatives with plain products in the place of careful ones, in which a zero makes what is not
/// finite on the other side irrelevant.
///
/// A careful product costs several times what a plain one does, and differs from it only where 0
/// meets an infinity or NaN: then the plain one gives NaN and the careful one 0. (Zeros may also
/// differ in sign.) The rewritten program is as good as long as it gives no NaN. For take a value
/// that is not what careful products would have made of it; call it spoilt. Claim: it is NaN. Where
/// it is the first such, it is a product as above. Otherwise it is the result of an operation on
/// spoilt operands, which are NaN. The rewriting takes place only where no condition and no index
/// depends on tangents and cotangents, and only operations depend on them that are linear in them.
/// Those are sums and products, which NaN goes through, and choices by what is not spoilt, which
/// either pass a NaN on or drop it; dropped, it has no part in the result. The products that stay,
/// being by zero, give 0 either way. So a spoilt result is NaN, and where no result is NaN, none is
/// spoilt.
package struct PlainProducts {
  /// The products that are rewritten.
  private let products: [TangentUse.Place]
  /// The results that can be NaN afterwards though careful products give numbers.
  package let uncertain: [Int]

  /// Looks at a program that differentiation has made; the inputs from `firstTangent` on are its
  /// tangents and cotangents. `nil` where nothing is gained or the rewriting would not be safe.
  package init?(in program: Program, firstTangent: Int) {
    guard firstTangent < program.inputs.count else { return nil }
    let seeds = Set(firstTangent..<program.inputs.count)
    let use = TangentUse(program, Activity(program, seeds: seeds))
    guard use.isLinear, !use.products.isEmpty else { return nil }
    products = use.products
    uncertain = program[program.entry].results.indices.filter {
      use.activity.isResultActive(program.entry, $0)
    }
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
