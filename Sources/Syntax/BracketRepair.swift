import Diagnostics

/// The cheapest way found to make the brackets of a text match, as a plan for the reader.
///
/// Mistakes are told apart by trying: at a bracket that does not match, each possible mistake (a
/// bracket is missing, superfluous or of the wrong kind) is followed to the end of the text, and the
/// one that leaves the fewest further mistakes is taken. So one slip costs one message.
struct BracketRepair: Sendable {
  /// What to do about one bracket.
  enum Action: Hashable, Sendable {
    /// The innermost lists, this many, end before this bracket, which is then read as usual.
    case closeMissing(Int)
    /// The bracket closes the innermost list although it is of another kind.
    case acceptWrongKind
    /// The bracket closes nothing.
    case ignore
    /// The bracket and the next one stand in each other's place.
    case exchange
    /// The second of such a pair.
    case exchanged

    /// Whether the bracket itself needs nothing more.
    var isWholeTreatment: Bool {
      if case .closeMissing = self { return false }
      return true
    }
  }

  /// What to do about a bracket of the text, or about several in a row that are ignored.
  struct Step: Sendable {
    /// The numbers of the brackets; the end of the text counts as one more.
    var positions: Range<Int>
    let action: Action
  }

  /// In the order of the text.
  private(set) var steps: [Step] = []

  /// A bracket, packed: a text may have ten million.
  private struct Mark {
    let bracket: Bracket
    let isOpening: Bool
    /// Whether it stands at the start of a line, where forms of the top level begin.
    let isAtMargin: Bool
  }

  /// The plan for a text whose brackets do not match.
  static func plan(for bytes: UnsafeBufferPointer<UInt8>) -> BracketRepair {
    let marks = marks(of: bytes)
    let byMargin = plan(for: marks, trustsMargin: true)
    if !byMargin.usedMargin { return byMargin.repair }
    let plain = plan(for: marks, trustsMargin: false)
    return byMargin.cost <= plain.cost ? byMargin.repair : plain.repair
  }

  /// The brackets of a text.
  private static func marks(of bytes: UnsafeBufferPointer<UInt8>) -> [Mark] {
    var lexer = Lexer(bytes)
    var marks: [Mark] = []
    while true {
      let token = lexer.next()
      lexer.diagnostics.removeAll(keepingCapacity: true)
      switch token.kind {
      case .opening(let bracket):
        let isAtMargin = token.start == 0 || bytes[token.start - 1] == UInt8(ascii: "\n")
        marks.append(Mark(bracket: bracket, isOpening: true, isAtMargin: isAtMargin))
      case .closing(let bracket):
        marks.append(Mark(bracket: bracket, isOpening: false, isAtMargin: false))
      case .end: return marks
      default: break
      }
    }
  }

  /// How many decisions are made by trying; after them a rule of thumb decides.
  private static let trials = 12
  /// How many brackets a trial looks ahead.
  private static let lookahead = 50_000

  /// A plan, the number of mistakes in it, and whether the margin played a part.
  private static func plan(
    for marks: [Mark], trustsMargin: Bool
  ) -> (repair: BracketRepair, cost: Int, usedMargin: Bool) {
    var repair = BracketRepair()
    var walk = Walk(trustsMargin: trustsMargin)
    var trials = trials
    for position in marks.indices where repair.steps.count < DiagnosticBag.limit {
      let mark = marks[position]
      if walk.takeExchanged() {
        repair.add(.exchanged, at: position)
        continue
      }
      if walk.fits(mark) {
        if let missing = walk.take(mark) { repair.add(.closeMissing(missing), at: position) }
        continue
      }
      var choice = walk.ruleOfThumb(for: mark)
      if trials > 0, !walk.stack.isEmpty {
        trials -= 1
        choice = best(of: walk.choices(at: position, in: marks), at: position, in: marks, walk)
      }
      walk.apply(choice, to: mark)
      repair.add(choice, at: position)
    }
    if !walk.stack.isEmpty { repair.add(.closeMissing(walk.stack.count), at: marks.count) }
    return (repair, walk.cost + walk.stack.count, walk.usedMargin)
  }

  private mutating func add(_ action: Action, at position: Int) {
    if action == .ignore, let last = steps.last, last.action == .ignore,
      last.positions.upperBound == position
    {
      steps[steps.count - 1].positions = last.positions.lowerBound..<position + 1
    } else {
      steps.append(Step(positions: position..<position + 1, action: action))
    }
  }

  /// The choice that leaves the fewest mistakes in the rest of the text.
  private static func best(
    of choices: [Action], at position: Int, in marks: [Mark], _ walk: Walk
  ) -> Action {
    var best = choices[0]
    var bestCost = Int.max
    for choice in choices {
      var trial = walk
      trial.apply(choice, to: marks[position])
      for mark in marks[(position + 1)...].prefix(lookahead) where trial.cost < bestCost {
        if trial.takeExchanged() { continue }
        if trial.fits(mark) {
          _ = trial.take(mark)
        } else {
          trial.apply(trial.ruleOfThumb(for: mark), to: mark)
        }
      }
      let cost = trial.cost + trial.stack.count
      if cost < bestCost { (best, bestCost) = (choice, cost) }
    }
    return best
  }

  /// The open brackets at some place, and the mistakes up to it.
  private struct Walk {
    var stack: [Bracket] = []
    /// Whether the outermost open bracket stands at the margin.
    var beganAtMargin = false
    var cost = 0
    /// Whether a list was ended because a new form begins at the margin.
    var usedMargin = false
    /// Whether the next bracket is the second of two in each other's place.
    private var exchanges = false
    let trustsMargin: Bool

    init(trustsMargin: Bool) { self.trustsMargin = trustsMargin }

    /// Whether a bracket opens, or closes the innermost list.
    func fits(_ mark: Mark) -> Bool { mark.isOpening || stack.last == mark.bracket }

    /// Follows a bracket that fits; gives how many lists ended before it because a new form begins.
    mutating func take(_ mark: Mark) -> Int? {
      guard mark.isOpening else {
        stack.removeLast()
        return nil
      }
      var missing: Int?
      if mark.isAtMargin, trustsMargin, beganAtMargin, !stack.isEmpty {
        missing = stack.count
        cost += stack.count
        usedMargin = true
        stack.removeAll(keepingCapacity: true)
      }
      if stack.isEmpty { beganAtMargin = mark.isAtMargin }
      stack.append(mark.bracket)
      return missing
    }

    /// Whether the next bracket belongs to an exchange, which has dealt with it.
    mutating func takeExchanged() -> Bool {
      defer { exchanges = false }
      return exchanges
    }

    /// What a closing bracket that does not fit may mean, most likely first.
    func choices(at position: Int, in marks: [Mark]) -> [Action] {
      let mark = marks[position]
      var choices: [Action] = [.acceptWrongKind, .ignore]
      if let missing = missing(before: mark) { choices.insert(.closeMissing(missing), at: 0) }
      if position + 1 < marks.count, isExchanged(mark, marks[position + 1]) {
        choices.insert(.exchange, at: 0)
      }
      return choices
    }

    /// Whether two brackets would fit the other way round.
    private func isExchanged(_ first: Mark, _ second: Mark) -> Bool {
      stack.count > 1 && stack[stack.count - 2] == first.bracket && !second.isOpening
        && second.bracket == stack.last
    }

    /// How many lists would have to end for a bracket to fit, where few are enough.
    private func missing(before mark: Mark) -> Int? {
      for (count, bracket) in stack.suffix(8).reversed().enumerated() where bracket == mark.bracket
      {
        return count
      }
      return nil
    }

    /// A decision without looking ahead.
    func ruleOfThumb(for mark: Mark) -> Action {
      if stack.isEmpty { return .ignore }
      if stack.count > 1, stack[stack.count - 2] == mark.bracket { return .closeMissing(1) }
      return .acceptWrongKind
    }

    /// Follows a bracket that does not fit.
    mutating func apply(_ action: Action, to mark: Mark) {
      switch action {
      case .closeMissing(let count):
        cost += count
        stack.removeLast(count + 1)
      case .acceptWrongKind:
        cost += 1
        stack.removeLast()
      case .ignore: cost += 1
      case .exchange:
        cost += 1
        stack.removeLast(2)
        exchanges = true
      case .exchanged:
        preconditionFailure("neuralc bug: half an exchange of brackets, please report it")
      }
    }
  }
}
