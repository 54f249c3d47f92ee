import Diagnostics
import IR
import Primitives

/// Where a program changes abruptly as one of its inputs, the independent variable, runs through an
/// interval: at comparisons of it with what depends on no state.
///
/// The program is run on what is known of its values: other inputs and parameters are numbers, the
/// state is unknown, and what the variable is added to or multiplied by is a line. A comparison of two
/// lines changes where they cross. Branches that nothing known decides are both followed.
package struct SwitchTimes {
  /// The times inside the interval at which a comparison changes, in ascending order.
  package private(set) var times: [Double] = []
  /// Where the program may change at times that are not known.
  package private(set) var unknown: [Span] = []

  let program: Program
  private let interval: (start: Double, end: Double)
  private var values: ValueTable<Knowledge>
  /// Operations that may still be looked at.
  private var fuel = 200_000
  private var depth = 0
  private var active: Set<FunctionID> = []
  private var seen: Set<Span> = []

  /// Looks at a program whose sizes fit its arguments.
  ///
  /// - Parameters:
  ///   - time: The position of the independent variable among the inputs.
  ///   - state: That of the state.
  ///   - arguments: Values for inputs and parameters; those of time and state do not count.
  package init(
    of program: Program, time: Int, state: Int, arguments: [Value], from start: Double,
    to end: Double
  ) {
    self.program = program
    interval = (start, end)
    values = ValueTable(valueCount: program.values.count)
    var known = arguments.map { Knowledge.known($0) }
    known[time] = .line(start, start / 2 + end / 2, end)
    known[state] = .unknown(followsTime: false)
    _ = call(program.entry, known)
    times = Array(Set(times)).sorted()
  }

  /// How deep regions may nest while functions call each other.
  package static func depth(for program: Program) -> Int { program.nesting + 256 }

  subscript(value: ValueID) -> Knowledge {
    get { values[value.index] ?? .unknown(followsTime: false) }
    set { values[value.index] = newValue }
  }

  /// What a function gives, one for each result.
  mutating func call(_ function: FunctionID, _ arguments: [Knowledge]) -> [Knowledge] {
    let count = program[function].results.count
    guard depth < SwitchTimes.depth(for: program) else {
      return lost(arguments, count, at: program[function].span)
    }
    guard active.insert(function).inserted else {
      return callAgain(function, arguments)
    }
    defer { active.remove(function) }
    return ends(of: program[function].body, arguments).finished ?? lost([], count, at: .none)
  }

  /// What a function gives that is called inside itself, where what is known of its values is kept.
  private mutating func callAgain(_ function: FunctionID, _ arguments: [Knowledge]) -> [Knowledge] {
    let before = values
    defer { values = before }
    fuel -= program.values.count / 16
    return ends(of: program[function].body, arguments).finished
      ?? lost([], program[function].results.count, at: .none)
  }

  /// Goes through a region, and says how it may end.
  mutating func ends(of region: RegionID, _ arguments: [Knowledge] = []) -> Ends {
    depth += 1
    defer { depth -= 1 }
    for (parameter, argument) in zip(program[region].parameters, arguments) {
      self[parameter] = argument
    }
    for binding in program[region].bindings {
      let found = results(of: binding)
      for (result, knowledge) in zip(binding.results, found) { self[result] = knowledge }
    }
    switch program[region].terminator {
    case .yield(let values): return Ends(finished: values.map { self[$0] })
    case .recur(let values): return Ends(again: values.map { self[$0] })
    case .branch(let condition, let then, let otherwise):
      return branch(self[condition], then, otherwise)
    }
  }

  /// How one of two regions ends, or either where it is not known which.
  mutating func branch(_ condition: Knowledge, _ then: RegionID, _ otherwise: RegionID) -> Ends {
    if case .known(let value) = condition { return ends(of: value.isTrue ? then : otherwise) }
    let first = ends(of: then)
    return first.joined(with: ends(of: otherwise), followsTime: condition.followsTime)
  }

  /// What is known of what could not be followed.
  mutating func lost(_ arguments: [Knowledge], _ count: Int, at span: Span) -> [Knowledge] {
    let followsTime = arguments.contains(where: \.followsTime)
    if followsTime { note(span) }
    return Array(repeating: .unknown(followsTime: followsTime), count: count)
  }

  /// Whether one more operation may be looked at.
  mutating func burn() -> Bool {
    fuel -= 1
    return fuel > 0
  }

  /// What an operation gives.
  mutating func primitive(
    _ primitive: Primitive, _ operands: [Knowledge], _ attributes: [Int], at span: Span
  ) -> Knowledge {
    if operands.contains(where: \.followsTime), primitive.isComparison(of: operands.count) {
      return comparison(primitive, operands, at: span)
    }
    if let known = primitive.known(operands, attributes: attributes) { return known }
    for (position, operand) in operands.enumerated()
    where operand.followsTime && primitive.jumps(inOperand: position, of: operands.count) {
      note(span)
    }
    if primitive.torch.isInteger { return .unknown(followsTime: false) }
    return .unknown(followsTime: operands.contains(where: \.followsTime))
  }

  /// Notes when a comparison changes. What it gives follows the variable by that alone.
  private mutating func comparison(
    _ primitive: Primitive, _ operands: [Knowledge], at span: Span
  ) -> Knowledge {
    var changes = false
    for (left, right) in zip(operands, operands.dropFirst()) {
      guard left.followsTime || right.followsTime else {
        changes = true
        continue
      }
      guard let start = left.value(at: 0), let end = left.value(at: 2),
        let other = right.value(at: 0), let last = right.value(at: 2)
      else {
        note(span)
        changes = true
        continue
      }
      let crossings = crossings(start, end, other, last)
      changes = changes || !crossings.isEmpty
      times += crossings
    }
    let middle = operands.compactMap { $0.value(at: 1) }
    guard !changes, middle.count == operands.count,
      let value = try? primitive.evaluation.apply(middle, attributes: [])
    else { return .unknown(followsTime: false) }
    return .known(value)
  }

  /// Where two lines, or a line and each element of a vector, cross inside the interval or at its ends.
  private func crossings(_ left: Value, _ leftEnd: Value, _ right: Value, _ rightEnd: Value)
    -> [Double]
  {
    let count = max(left.elements.count, right.elements.count)
    func element(_ value: Value, _ position: Int) -> Double {
      value.shape.isEmpty ? value.real : value.elements[position]
    }
    return (0..<count).compactMap { position in
      let before = element(left, position) - element(right, position)
      let after = element(leftEnd, position) - element(rightEnd, position)
      guard before.isFinite, after.isFinite, before != after, before * after <= 0 else {
        return nil
      }
      return interval.start + (interval.end - interval.start) * (before / (before - after))
    }
  }

  /// Notes once that something changes at times that are not known.
  mutating func note(_ span: Span) {
    if seen.insert(span).inserted { unknown.append(span) }
  }
}

/// How a region may end.
struct Ends {
  /// With these values, if it may.
  var finished: [Knowledge]?
  /// Or in another round with these.
  var again: [Knowledge]?

  /// What is known where either of two may be how it ends.
  func joined(with other: Ends, followsTime: Bool) -> Ends {
    func join(_ first: [Knowledge]?, _ second: [Knowledge]?) -> [Knowledge]? {
      guard let first, let second else { return first ?? second }
      return zip(first, second).map { one, another in
        let joined = one.joined(with: another)
        return followsTime && one != another ? .unknown(followsTime: true) : joined
      }
    }
    return Ends(finished: join(finished, other.finished), again: join(again, other.again))
  }
}
