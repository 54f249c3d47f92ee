import Diagnostics
import IR
import Primitives

extension SwitchTimes {
  /// What a binding's operation gives, one for each result.
  mutating func results(of binding: Binding) -> [Knowledge] {
    let span = program[binding.results[0]].span
    let operands = binding.operation.operands.map { self[$0] }
    guard burn() else { return lost(operands, binding.results.count, at: span) }
    switch binding.operation {
    case .constant(let number) where program[binding.results[0]].type == .real:
      return [.known(.real(number))]
    case .primitive(let id, _, let attributes):
      return [primitive(id.primitive, operands, attributes, at: span)]
    case .conditional(_, let then, let otherwise):
      return branch(operands[0], then, otherwise).finished ?? lost([], 1, at: span)
    case .loop(_, let body): return loop(body, operands, binding.results.count, at: span)
    case .call(let callee, _): return call(callee, operands)
    case .scan(_, let rounds, let body): return scan(body, operands, rounds, at: span)
    case .tabulate(let count, let body): return [tabulate(body, count, at: span)]
    case .constant, .undefined, .fold, .pack, .unpack, .recordedLoop, .reverseLoop:
      return lost(operands, binding.results.count, at: span)
    }
  }

  /// What a loop gives: the same as any round that may be its last.
  private mutating func loop(
    _ body: RegionID, _ initial: [Knowledge], _ count: Int, at span: Span
  ) -> [Knowledge] {
    var state = initial
    var result: [Knowledge]?
    var undecided = 0
    while burn() {
      let ends = ends(of: body, state)
      result =
        Ends(finished: result).joined(
          with: Ends(finished: ends.finished), followsTime: false
        ).finished
      guard let again = ends.again else { break }
      if ends.finished != nil { undecided += 1 }
      // What is counted differs in each round, and is unknown once there are too many of them.
      let next = undecided < 256 ? again : zip(state, again).map { $0.joined(with: $1) }
      if next == state { break }
      state = next
    }
    return result ?? lost(state, count, at: span)
  }

  /// What is known of a scan's states, one after the other.
  private mutating func scan(
    _ body: RegionID, _ initial: [Knowledge], _ rounds: Int, at span: Span
  ) -> [Knowledge] {
    var state = initial
    var rows = initial.map { _ in [Knowledge]() }
    for _ in 0..<rounds {
      guard burn(), let again = ends(of: body, state).again else {
        return lost(state, state.count, at: span)
      }
      state = again
      for (position, knowledge) in state.enumerated() { rows[position].append(knowledge) }
    }
    return rows.map(stacked)
  }

  /// What is known of a vector or matrix whose rows are computed one by one.
  private mutating func tabulate(_ body: RegionID, _ count: Int, at span: Span) -> Knowledge {
    var rows: [Knowledge] = []
    for index in 0..<count {
      guard burn(),
        let row = ends(of: body, [.known(.real(Double(index)))]).finished?.first
      else { return lost(rows, 1, at: span)[0] }
      rows.append(row)
    }
    return stacked(rows)
  }

  /// A vector of numbers that are all known, or else what is known of all together.
  private func stacked(_ rows: [Knowledge]) -> Knowledge {
    let numbers = rows.compactMap { row -> Double? in
      guard case .known(.real(let number)) = row else { return nil }
      return number
    }
    if numbers.count == rows.count { return .known(.vec(numbers)) }
    return .unknown(followsTime: rows.contains(where: \.followsTime))
  }
}
