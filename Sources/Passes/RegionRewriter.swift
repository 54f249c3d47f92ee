import IR

/// What a rule does with a binding.
enum RewriteAction {
  /// Keeps it as it is.
  case keep
  /// Keeps it with another operation.
  case become(Operation)
  /// Drops it, as these values are its results already.
  case replace(ValueList)
  /// Puts bindings in its place, in which some values have other names; `yields` are its results.
  case splice([Binding], yields: ValueList, renaming: [ValueID: ValueID])
}

/// A rule for `RegionRewriter`. Operands are up to date when a rule sees them.
protocol RewriteRule {
  /// Decides on a binding.
  mutating func action(for binding: Binding, in program: inout Program) -> RewriteAction
  /// The region that a branch on this condition always takes, if it does.
  mutating func chosen(by condition: ValueID, _ then: RegionID, _ otherwise: RegionID) -> RegionID?
  mutating func enterRegion()
  mutating func leaveRegion()
}

extension RewriteRule {
  mutating func chosen(by condition: ValueID, _ then: RegionID, _ otherwise: RegionID) -> RegionID?
  {
    nil
  }
  mutating func enterRegion() {}
  mutating func leaveRegion() {}
}

/// Rewrites regions in the order of the text, inner ones where they stand, with a stack of its own.
struct RegionRewriter<Rule: RewriteRule> {
  private(set) var program: Program
  private(set) var rule: Rule
  /// What has taken the place of each value, by number; −1 where nothing has.
  private var replacements: [Int32]
  private var hasReplacements = false
  private var frames: [Frame] = []

  /// Bindings that wait to be rewritten, and the results that they are to give.
  private struct Source {
    var bindings: [Binding]
    var next = 0
    /// How many of those before `next` stay, at the front: what a region has at first is rewritten
    /// where it is. `nil` where they go to the output.
    var kept: Int?
    var results: ValueList = []
    var yields: ValueList = []
  }

  /// A region at work.
  private struct Frame {
    let region: RegionID
    var sources: [Source]
    var output: [Binding] = []
    var terminator: Terminator
    /// Whether only the regions of the terminator are left to do.
    var isEnding = false
  }

  init(_ program: Program, _ rule: Rule) {
    self.program = program
    self.rule = rule
    replacements = Array(repeating: -1, count: program.values.count)
  }

  /// Rewrites all functions of a program.
  static func rewrite(_ program: inout Program, by rule: Rule) {
    let bodies = program.functions.map(\.body)
    var rewriter = RegionRewriter(program, rule)
    program = Program()  // What two owners share is copied before it changes.
    for body in bodies { rewriter.rewrite(body) }
    program = rewriter.program
  }

  /// Rewrites a region and what is inside.
  mutating func rewrite(_ root: RegionID) {
    push(root)
    while !frames.isEmpty { step() }
  }

  private mutating func push(_ region: RegionID) {
    // Taken out of the program, so that bindings have one owner and change where they are.
    var bindings: [Binding] = []
    swap(&bindings, &program[region].bindings)
    frames.append(
      Frame(
        region: region, sources: [Source(bindings: bindings, kept: 0)],
        terminator: program[region].terminator))
    rule.enterRegion()
  }

  private func current(_ id: ValueID) -> ValueID {
    var index = Int(id.index)
    while index < replacements.count, replacements[index] >= 0 { index = Int(replacements[index]) }
    return ValueID(index)
  }

  private mutating func note(_ id: ValueID, isNow value: ValueID) {
    let index = Int(id.index)
    while replacements.count <= index { replacements.append(-1) }
    replacements[index] = value.index
    hasReplacements = true
  }

  /// Rewrites bindings of the innermost region until others come first, or ends the region.
  private mutating func step() {
    let last = frames.count - 1
    guard var source = frames[last].sources.popLast() else { return finish() }
    while source.next < source.bindings.count {
      var binding = Binding([], .undefined)
      swap(&binding, &source.bindings[source.next])
      source.next += 1
      if hasReplacements { binding.operation.replaceOperands { current($0) } }
      switch rule.action(for: binding, in: &program) {
      case .keep: break
      case .become(let operation): binding.operation = operation
      case .replace(let values):
        for (result, value) in zip(binding.results, values) { replace(result, by: value) }
        continue
      case .splice(let bindings, let yields, let renaming):
        for (id, value) in renaming { note(id, isNow: current(value)) }
        giveUpPlace(of: &source)
        frames[last].sources += [
          source, Source(bindings: bindings, results: binding.results, yields: yields),
        ]
        return
      }
      let inner = binding.operation.regions
      if let kept = source.kept {
        swap(&source.bindings[kept], &binding)
        source.kept = kept + 1
      } else {
        frames[last].output.append(binding)
      }
      if inner.isEmpty { continue }
      frames[last].sources.append(source)
      for region in inner.reversed() { push(region) }
      return
    }
    giveUpPlace(of: &source)
    for (result, value) in zip(source.results, source.yields) { replace(result, by: value) }
  }

  /// Makes what stays of a source the output, if that has been one with it: there may be more in the
  /// place of what waits than there was.
  private mutating func giveUpPlace(of source: inout Source) {
    guard let kept = source.kept else { return }
    let rest = Array(source.bindings[source.next...])
    source.bindings.removeSubrange(kept...)
    swap(&source.bindings, &frames[frames.count - 1].output)
    source.bindings = rest
    source.next = 0
    source.kept = nil
  }

  /// Notes a replacement; a name that the user gave is not lost.
  private mutating func replace(_ result: ValueID, by value: ValueID) {
    let value = current(value)
    if value == result { return }
    note(result, isNow: value)
    if program[value].name == nil { program[value].name = program[result].name }
  }

  private mutating func finish() {
    let last = frames.count - 1
    if !frames[last].isEnding,
      case .branch(let condition, let then, let otherwise) = frames[last].terminator,
      let chosen = rule.chosen(by: current(condition), then, otherwise)
    {
      frames[last].sources = [Source(bindings: program[chosen].bindings)]
      frames[last].terminator = program[chosen].terminator
      return
    }
    if frames[last].isEnding {
      frames.removeLast()
      return rule.leaveRegion()
    }
    frames[last].isEnding = true
    let terminator = frames[last].terminator.mapOperands { current($0) }
    swap(&program[frames[last].region].bindings, &frames[last].output)
    program[frames[last].region].terminator = terminator
    for region in terminator.regions.reversed() { push(region) }
  }
}
