import IR
import Primitives

/// Moves computations that only one branch needs into that branch.
///
/// `(let ((y (sqrt x))) (if (> y 1) (/ 1 y) 0))` must have the derivative 0 at x = 0, although that of
/// the root is infinite there: what reaches the result through a branch counts only where the branch
/// is taken. So a computation whose derivative can be infinite, or that builds on one, belongs into
/// the branch that its derivative is needed in. Where its value is needed outside as well (for the
/// condition), the branch gets a copy.
struct Sinking {
  /// Where a value is used: in a region, and whether a derivative can come back from there.
  private struct Use {
    var region: RegionID
    var isDifferentiable: Bool
  }

  /// The surroundings of a region.
  private struct Place {
    var parent: RegionID?
    var depth: Int
    /// Whether the region runs at most once for each time its parent runs.
    var isBranch: Bool
    /// The other branch.
    var sibling: RegionID?
  }

  /// The regions that use a value, seen from one that does not.
  private struct UseTree {
    /// Regions with a use of their own.
    var direct: Set<RegionID> = []
    /// The regions inside each region that lead to uses.
    var children: [RegionID: Set<RegionID>] = [:]

    /// Whether every way through a region uses the value.
    func isCertain(_ region: RegionID, _ places: [RegionID: Place]) -> Bool {
      if direct.contains(region) { return true }
      let inside = children[region, default: []]
      return inside.contains { child in
        guard let sibling = places[child]?.sibling, inside.contains(sibling) else { return false }
        return isCertain(child, places) && isCertain(sibling, places)
      }
    }

    /// The outermost regions inside that use the value for certain.
    func targets(in region: RegionID, _ places: [RegionID: Place]) -> [RegionID] {
      if isCertain(region, places) { return [] }
      return children[region, default: []].sorted { $0.index < $1.index }.flatMap { child in
        isCertain(child, places) ? [child] : targets(in: child, places)
      }
    }
  }

  private var program: Program
  private var uses: [ValueID: [Use]] = [:]
  private var places: [RegionID: Place] = [:]
  private var tainted: Set<ValueID> = []
  /// Bindings to put in front of a region's own, the last first.
  private var moved: [RegionID: [Binding]] = [:]
  /// Values that a region and all inside it call by another name.
  private var copies: [RegionID: [ValueID: ValueID]] = [:]

  /// Deeper differences of nesting are not searched for a common branch.
  private static let farthest = 200
  /// A value that more branches use than this is computed once, outside.
  private static let mostCopies = 8

  /// The program with computations where they belong.
  static func apply(to program: Program, functions: [FunctionID]) -> Program {
    // Without branches there is nowhere to move to.
    guard program.regions.count > functions.count else { return program }
    var sinking = Sinking(program: program)
    for function in functions { sinking.process(program[function].body) }
    guard !sinking.moved.isEmpty else { return program }
    return sinking.rewritten()
  }

  private init(program: Program) { self.program = program }

  private mutating func process(_ root: RegionID) {
    var order: [RegionID] = []
    places[root] = Place(parent: nil, depth: 0, isBranch: false)
    var pending = [root]
    while let region = pending.popLast() {
      order.append(region)
      enter(region)
      for binding in program[region].bindings {
        nest(binding.operation.regions, in: region, isBranch: !binding.operation.repeats)
        pending += binding.operation.regions
      }
      nest(program[region].terminator.regions, in: region, isBranch: true)
      pending += program[region].terminator.regions
    }
    // Uses stand behind definitions or in regions inside: from the innermost region outwards, and
    // from the last binding to the first, all uses of a value are known when it is looked at.
    for region in order.reversed() { collectUses(region) }
    for region in order { sink(region) }
  }

  private mutating func nest(_ inner: [RegionID], in outer: RegionID, isBranch: Bool) {
    let depth = (places[outer]?.depth ?? 0) + 1
    for (position, region) in inner.enumerated() {
      places[region] = Place(
        parent: outer, depth: depth, isBranch: isBranch,
        sibling: inner.count == 2 ? inner[1 - position] : nil)
    }
  }

  /// Marks what builds on a derivative that can be infinite.
  private mutating func enter(_ region: RegionID) {
    for binding in program[region].bindings {
      guard case .primitive(let id, let operands, _) = binding.operation else { continue }
      if Singularity.isSingular(id) || operands.contains(where: tainted.contains) {
        tainted.formUnion(binding.results)
      }
    }
  }

  private mutating func collectUses(_ region: RegionID) {
    switch program[region].terminator {
    case .yield(let values), .recur(let values):
      for value in values { use(value, in: region, isDifferentiable: true) }
    case .branch(let condition, _, _): use(condition, in: region, isDifferentiable: false)
    }
    for binding in program[region].bindings.reversed() { collectUses(of: binding, in: region) }
  }

  private mutating func collectUses(of binding: Binding, in region: RegionID) {
    switch binding.operation {
    case .conditional(let condition, _, _): use(condition, in: region, isDifferentiable: false)
    case .primitive(let id, let operands, _):
      let isLive = binding.results.contains(where: isDifferentiable)
      let isMask = id.primitive.torch.result == .mask
      let indices = id.primitive.indexOperands(count: operands.count)
      for (position, operand) in operands.enumerated() {
        use(
          operand, in: region,
          isDifferentiable: isLive && !isMask && !indices.contains(position))
      }
    default:
      for operand in binding.operation.operands { use(operand, in: region, isDifferentiable: true) }
    }
  }

  private mutating func use(_ value: ValueID, in region: RegionID, isDifferentiable: Bool) {
    uses[value, default: []].append(Use(region: region, isDifferentiable: isDifferentiable))
  }

  private func isDifferentiable(_ value: ValueID) -> Bool {
    uses[value, default: []].contains(where: \.isDifferentiable)
  }

  // MARK: Moving

  private mutating func sink(_ region: RegionID) {
    var kept: [Binding] = []
    for binding in program[region].bindings.reversed() {
      if !sink(binding, from: region) { kept.append(binding) }
    }
    program[region].bindings = kept.reversed()
  }

  /// Moves or copies a binding where that is called for; whether it is gone.
  private mutating func sink(_ binding: Binding, from region: RegionID) -> Bool {
    guard case .primitive(_, let operands, _) = binding.operation,
      let result = binding.results.first, tainted.contains(result),
      let all = uses[result], all.contains(where: \.isDifferentiable)
    else { return false }
    let targets = branches(for: all.filter(\.isDifferentiable), below: region)
    guard !targets.isEmpty, targets.count <= Self.mostCopies else { return false }
    let isNeededOutside = all.contains { use in
      !targets.contains { isInside(use.region, $0) }
    }
    for operand in operands {
      let wasLive = removeUse(of: operand, in: region, isDifferentiable: true)
      if wasLive, isNeededOutside { use(operand, in: region, isDifferentiable: false) }
      for target in targets { use(operand, in: target, isDifferentiable: true) }
    }
    if targets.count == 1, !isNeededOutside {
      moved[targets[0], default: []].append(binding)
      return true
    }
    for target in targets {
      let copy = ValueID(program.values.count)
      program.values.append(program[result])
      copies[target, default: [:]][result] = copy
      moved[target, default: []].append(Binding(copy, binding.operation))
    }
    return !isNeededOutside
  }

  @discardableResult
  private mutating func removeUse(
    of value: ValueID, in region: RegionID, isDifferentiable: Bool
  ) -> Bool {
    guard
      let index = uses[value]?.firstIndex(where: {
        $0.region == region && $0.isDifferentiable == isDifferentiable
      })
    else { return false }
    uses[value]?.remove(at: index)
    return true
  }

  /// The branches inside a region that use a value for certain, where the region itself does not.
  private func branches(for uses: [Use], below region: RegionID) -> [RegionID] {
    var tree = UseTree()
    for use in uses where !add(use.region, to: &tree, below: region) { return [] }
    return tree.targets(in: region, places)
  }

  /// Adds the regions from a use outwards; fails for a use in `region` itself or in a loop inside.
  private func add(_ use: RegionID, to tree: inout UseTree, below region: RegionID) -> Bool {
    var path: [RegionID] = []
    var current = use
    var steps = 0
    while current != region {
      guard let place = places[current], let parent = place.parent, steps < Self.farthest
      else { return false }
      steps += 1
      path.append(current)
      // What a loop uses counts as used where the loop stands.
      if !place.isBranch { path.removeAll() }
      current = parent
    }
    guard !path.isEmpty else { return false }
    tree.direct.insert(path[0])
    var child = path[0]
    for parent in path.dropFirst() {
      tree.children[parent, default: []].insert(child)
      child = parent
    }
    tree.children[region, default: []].insert(child)
    return true
  }

  private func depth(_ region: RegionID) -> Int { places[region]?.depth ?? 0 }

  private func isInside(_ region: RegionID, _ outer: RegionID) -> Bool {
    var region = region
    while depth(region) > depth(outer), let parent = places[region]?.parent { region = parent }
    return region == outer
  }

  // MARK: Rewriting

  /// The program with moved bindings in place and copies under their own names.
  private func rewritten() -> Program {
    var result = program
    for (region, bindings) in moved {
      result[region].bindings = bindings.reversed() + result[region].bindings
    }
    for index in result.regions.indices {
      let renaming = renaming(for: RegionID(index))
      guard !renaming.isEmpty else { continue }
      func rename(_ value: ValueID) -> ValueID { renaming[value] ?? value }
      for position in result.regions[index].bindings.indices {
        let operation = result.regions[index].bindings[position].operation
        result.regions[index].bindings[position].operation = operation.mapOperands(rename)
      }
      result.regions[index].terminator = result.regions[index].terminator.mapOperands(rename)
    }
    return result
  }

  /// The copies that a region sees, the innermost first.
  private func renaming(for region: RegionID) -> [ValueID: ValueID] {
    guard !copies.isEmpty else { return [:] }
    var renaming: [ValueID: ValueID] = [:]
    var current: RegionID? = region
    while let region = current {
      if let own = copies[region] { renaming.merge(own) { inner, _ in inner } }
      current = places[region]?.parent
    }
    return renaming
  }
}
