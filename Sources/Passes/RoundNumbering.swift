import IR
import Primitives
import Types

/// Numbers for what a round computes on its way to the next, alike where it is computed alike: in the
/// body of a loop, in its replay and in its reverse.
struct RoundNumbering {
  /// What is computed.
  private enum Key: Hashable {
    case constant(UInt64, Type)
    case outside(ValueID)
    case primitive(PrimitiveID, [Int], attributes: [Int])
  }

  /// The regions that every round goes through that is not the last, the body first.
  private(set) var chain: [RegionID] = []
  /// For each of them but the first, the number of the condition before, and whether it is true.
  private var turns: [(condition: Int, isTrue: Bool)] = []
  private var numbers: [ValueID: Int] = [:]
  private var known: [Key: Int] = [:]
  private var count = 0
  private let constants: ValueTable<Double>

  init(_ program: Program, body: RegionID, constants: ValueTable<Double>) {
    self.constants = constants
    for parameter in program[body].parameters { number(parameter) }
    let recurring = program.recurringRegions(of: body)
    var region = body
    while true {
      chain.append(region)
      for binding in program[region].bindings { number(binding, program) }
      guard case .branch(let condition, let then, let otherwise) = program[region].terminator
      else { return }
      let ways = [then, otherwise].filter(recurring.contains)
      guard ways.count == 1 else { return }
      turns.append((number(of: condition, program), ways[0] == then))
      region = ways[0]
    }
  }

  /// The number of a value that is used in these regions.
  mutating func number(of value: ValueID, _ program: Program) -> Int {
    if let number = numbers[value] { return number }
    let key: Key
    if let constant = constants[value.index] {
      key = .constant(constant.bitPattern, program[value].type)
    } else {
      key = .outside(value)
    }
    return number(key, value)
  }

  @discardableResult
  private mutating func number(_ value: ValueID) -> Int {
    count += 1
    numbers[value] = count
    return count
  }

  private mutating func number(_ key: Key, _ value: ValueID) -> Int {
    let result = known[key] ?? number(value)
    known[key] = result
    numbers[value] = result
    return result
  }

  private mutating func number(_ binding: Binding, _ program: Program) {
    switch binding.operation {
    case .constant: _ = number(of: binding.results[0], program)
    case .primitive(let id, let operands, let attributes):
      let operands = operands.map { number(of: $0, program) }
      _ = number(.primitive(id, operands, attributes: attributes), binding.results[0])
    default: for result in binding.results { number(result) }
    }
  }

  /// The values of another version of the round, by number, where it computes the same. `parameters`
  /// are what it knows some of the body's parameters as; it branches at its end as the body does, or
  /// by conditionals.
  func values(
    in region: RegionID, of program: Program, knowing parameters: [(ValueID, ValueID)]
  ) -> [Int: (region: RegionID, value: ValueID)] {
    var other = self
    var found: [Int: (region: RegionID, value: ValueID)] = [:]
    for (own, theirs) in parameters { other.numbers[theirs] = numbers[own] }
    var region = region
    for turn in 0... {
      var next: RegionID?
      func follow(_ condition: ValueID, _ then: RegionID, _ otherwise: RegionID) {
        guard next == nil, turn < turns.count,
          other.number(of: condition, program) == turns[turn].condition
        else { return }
        next = turns[turn].isTrue ? then : otherwise
      }
      for binding in program[region].bindings {
        other.number(binding, program)
        if case .primitive = binding.operation, let number = other.numbers[binding.results[0]] {
          found[number] = (region, binding.results[0])
        }
        if case .conditional(let condition, let then, let otherwise) = binding.operation {
          follow(condition, then, otherwise)
        }
      }
      if case .branch(let condition, let then, let otherwise) = program[region].terminator {
        follow(condition, then, otherwise)
      }
      guard let following = next else { break }
      region = following
    }
    return found
  }
}

extension Program {
  /// The regions in which a round can end that is not the last.
  fileprivate func recurringRegions(of body: RegionID) -> Set<RegionID> {
    var regions = [body]
    var next = 0
    while next < regions.count {
      regions += self[regions[next]].terminator.regions
      next += 1
    }
    var recurring: Set<RegionID> = []
    for region in regions.reversed() {
      switch self[region].terminator {
      case .recur: recurring.insert(region)
      case .yield: break
      case .branch(_, let then, let otherwise):
        if recurring.contains(then) || recurring.contains(otherwise) { recurring.insert(region) }
      }
    }
    return recurring
  }
}
