import Analysis
import IR
import Primitives
import PythonSyntax
import Types

/// A loop that counts: one of its variables goes from a whole number in whole steps, and a
/// comparison of it with a number ends the loop.
struct CountedLoop {
  /// Which variable counts.
  let position: Int
  let start: Int
  let step: Int
  /// How often the loop goes round, where that is known.
  let rounds: Int?
  /// The length that is counted up to from 0, where it is not known.
  let length: ValueID?
  /// The region that goes round again, and the one that ends the loop.
  let recur: RegionID
  let exit: RegionID
  /// The values that only count: the comparison and the next value of the counter.
  let bookkeeping: ValueList

  /// The counter after so many rounds.
  func last(after rounds: Int) -> Double { Double(start + rounds * step) }

  /// What the counter is during the rounds.
  var range: ClosedRange<Int> {
    guard let rounds else { return 0...Size.limit }
    let end = start + max(0, rounds - 1) * step
    return min(start, end)...max(start, end)
  }

  /// `range(10)`
  func iterable(rounds: Int) -> PythonExpression {
    let stop = PythonExpression.int(start + rounds * step)
    if step != 1 { return .call("range", .int(start), stop, .int(step)) }
    return start == 0 ? .call("range", stop) : .call("range", .int(start), stop)
  }

  /// Numbers beyond this are not counted with.
  private static let limit = Double(1 << 52)

  init?(
    _ program: Program, _ time: BindingTime, _ constants: [ValueID: Double],
    initial: ValueList, body: RegionID
  ) {
    guard case .branch(let condition, let then, let otherwise) = program[body].terminator,
      time.isHost(condition)
    else { return nil }
    let goesOn = program.leaves(of: then).allSatisfy(\.isRecur)
    recur = goesOn ? then : otherwise
    exit = goesOn ? otherwise : then
    guard program.leaves(of: recur).allSatisfy(\.isRecur),
      case .yield = program[exit].terminator,
      let definition = program[body].bindings.first(where: { $0.results == [condition] })
    else { return nil }
    let parameters = program[body].parameters
    guard case .primitive(_, let operands, _) = definition.operation,
      let counter = operands.first(where: parameters.contains),
      let position = parameters.firstIndex(of: counter), time.isHost(counter),
      let first = constants[initial[position]].flatMap({ Int(exactly: $0) }),
      let step = Self.step(of: counter, at: position, in: body, recur, program, constants)
    else { return nil }
    if let (operation, bound) = Self.comparison(of: counter, definition, constants) {
      guard let rounds = Self.rounds(from: first, by: step, operation, bound, goesOn: goesOn),
        rounds < program.maximumIterations
      else { return nil }
      self.rounds = rounds
      length = nil
    } else {
      guard first == 0, step == 1,
        let length = Self.length(of: counter, operands, definition, time, goesOn: goesOn)
      else { return nil }
      rounds = nil
      self.length = length
    }
    bookkeeping = [condition, program.leaves(of: recur)[0].values[position]]
    self.position = position
    self.start = first
    self.step = step
  }

  /// What is added to the counter each round.
  private static func step(
    of counter: ValueID, at position: Int, in body: RegionID, _ recur: RegionID,
    _ program: Program, _ constants: [ValueID: Double]
  ) -> Int? {
    let leaves = program.leaves(of: recur)
    let next = leaves[0].values[position]
    guard leaves.allSatisfy({ $0.values[position] == next }) else { return nil }
    let bindings = program[body].bindings + program[recur].bindings
    guard let definition = bindings.first(where: { $0.results == [next] }),
      let expression = syntax(of: definition, counter, constants)
    else { return nil }
    switch expression {
    case .infix(.name, .plus, .float(let step)), .infix(.float(let step), .plus, .name):
      return whole(step)
    case .infix(.name, .minus, .float(let step)): return whole(-step)
    default: return nil
    }
  }

  private static func whole(_ number: Double) -> Int? {
    number.magnitude < limit && number != 0 ? Int(exactly: number) : nil
  }

  /// The comparison as one of the counter, on the left, with a number.
  private static func comparison(
    of counter: ValueID, _ definition: Binding, _ constants: [ValueID: Double]
  ) -> (PythonExpression.Operator, Double)? {
    switch syntax(of: definition, counter, constants) {
    case .infix(.name, let operation, .float(let bound)): return (operation, bound)
    case .infix(.float(let bound), let operation, .name):
      let mirrored: [PythonExpression.Operator: PythonExpression.Operator] = [
        .less: .greater, .greater: .less, .lessOrEqual: .greaterOrEqual,
        .greaterOrEqual: .lessOrEqual, .equal: .equal,
      ]
      return mirrored[operation].map { ($0, bound) }
    default: return nil
    }
  }

  /// The length of a dimension that a counter from 0 is compared with.
  private static func length(
    of counter: ValueID, _ operands: ValueList, _ definition: Binding, _ time: BindingTime,
    goesOn: Bool
  ) -> ValueID? {
    guard operands.count == 2, let bound = operands.first(where: { $0 != counter }),
      time.isLength(bound)
    else { return nil }
    // Any number stands for the length: the comparison must go on below it and end at it.
    let stand = 7.0
    guard let (operation, _) = comparison(of: counter, definition, [bound: stand]),
      rounds(from: 0, by: 1, operation, stand, goesOn: goesOn) == 7
    else { return nil }
    return bound
  }

  /// A binding whose operands are the counter and numbers, as Python.
  private static func syntax(
    of definition: Binding, _ counter: ValueID, _ constants: [ValueID: Double]
  ) -> PythonExpression? {
    guard case .primitive(let id, let operands, let attributes) = definition.operation else {
      return nil
    }
    let numbers = operands.map { operand -> Operand? in
      if operand == counter {
        return Operand(expression: .name("counter"), form: .host(HostNumber()))
      }
      return constants[operand].map(Operand.constant)
    }
    guard numbers.allSatisfy({ $0 != nil }) else { return nil }
    return HostSyntax.apply(
      id.primitive, to: numbers.compactMap(\.self), attributes: attributes)?.expression
  }

  /// How often the counter goes round, or `nil` where it would never end.
  private static func rounds(
    from start: Int, by step: Int, _ operation: PythonExpression.Operator, _ bound: Double,
    goesOn: Bool
  ) -> Int? {
    guard bound.magnitude < limit, Double(start).magnitude < limit else { return nil }
    func holds(_ round: Int) -> Bool {
      let counter = Double(start) + Double(round) * Double(step)
      let truth: Bool
      switch operation {
      case .less: truth = counter < bound
      case .greater: truth = counter > bound
      case .lessOrEqual: truth = counter <= bound
      case .greaterOrEqual: truth = counter >= bound
      default: truth = counter == bound
      }
      return truth == goesOn
    }
    guard holds(0) else { return 0 }
    let distance = ((bound - Double(start)) / Double(step)).rounded(.up)
    guard distance >= 0, distance < limit else { return nil }
    // The first round near the bound at which the comparison turns.
    let near = max(1, Int(distance) - 1)
    return (near...near + 3).first { !holds($0) }
  }
}
