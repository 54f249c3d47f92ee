import Diagnostics
import IR
import Types

/// Values on their way from code of the sweep forward to code of the sweep back, where these are in
/// different regions.
///
/// A place is a branch or function body that is swept forward by itself. What is defined in a place
/// that is closed is handed over on demand: as one more result of the conditional, or on the tape of
/// the function. Everything else is in scope wherever it is asked for.
struct Residuals {
  /// The place of each value, -1 for none.
  private var homes: [Int32]
  private var places: [Place] = []
  /// The place that code is written to now.
  private var current: Int32 = -1
  /// Constants are made again rather than handed over.
  private var constants = ValueTable<Double>()
  private var conditionals: [ConditionalResiduals] = []
  private var functions: [FunctionResiduals] = []

  private struct Place {
    let kind: Kind
    let parent: Int32
    var isOpen = true
    /// What has been handed over, and as what it arrives.
    var handed: [ValueID: ValueID] = [:]
  }

  /// What a place is.
  enum Kind {
    case branch(of: ConditionalResiduals, Int)
    case function(FunctionResiduals)
  }

  init(valueCount: Int) { homes = Array(repeating: -1, count: valueCount) }

  /// Begins a place within the one at hand.
  mutating func open(_ kind: Kind, in builder: Builder) {
    settle(builder)
    switch kind {
    case .branch(let residuals, 0): conditionals.append(residuals)
    case .branch: break
    case .function(let residuals): functions.append(residuals)
    }
    places.append(Place(kind: kind, parent: current))
    current = Int32(places.count - 1)
  }

  /// Ends the place at hand.
  mutating func closeInnermost(in builder: Builder) {
    settle(builder)
    places[Int(current)].isOpen = false
    current = places[Int(current)].parent
  }

  /// Notes that a value is a number.
  mutating func note(_ value: ValueID, isConstant number: Double) {
    constants[value.index] = number
  }

  /// The number that a value is, if it is one.
  func number(_ value: ValueID) -> Double? { constants[value.index] }

  /// Gives all new values the place at hand.
  private mutating func settle(_ builder: Builder) {
    while homes.count < builder.program.values.count { homes.append(current) }
  }

  /// A value where code is written now.
  mutating func fetch(_ value: ValueID, in builder: inout Builder) -> ValueID {
    settle(builder)
    var value = value
    while true {
      let home = homes[Int(value.index)]
      if home < 0 || places[Int(home)].isOpen { return value }
      if let number = constants[value.index] {
        let info = builder.program[value]
        let again = builder.constant(number, info.type, at: info.span, named: info.name)
        note(again, isConstant: number)
        return again
      }
      value = handOver(value, from: Int(home), in: &builder)
    }
  }

  private mutating func handOver(
    _ value: ValueID, from place: Int, in builder: inout Builder
  ) -> ValueID {
    if let known = places[place].handed[value] { return known }
    let arrival: ValueID
    switch places[place].kind {
    case .branch(let residuals, let position):
      arrival = residuals.handOver(value, position, in: &builder)
      if homes.count < builder.program.values.count { homes.append(places[place].parent) }
    case .function(let residuals):
      let info = builder.program[value]
      arrival = builder.value(info.type, at: info.span, named: info.name)
      homes.append(-1)
      residuals.packed.append(value)
      residuals.unpacked.append(arrival)
    }
    places[place].handed[value] = arrival
    return arrival
  }

  /// Writes what is handed over into the code, once all code is there.
  func handOver(in builder: inout Builder) {
    var conditionalOf: [RegionID: ConditionalResiduals] = [:]
    for conditional in conditionals { conditionalOf[conditional.regions[0]] = conditional }
    for region in builder.program.regions.indices {
      for position in builder.program.regions[region].bindings.indices {
        let operation = builder.program.regions[region].bindings[position].operation
        guard case .conditional(_, let then, _) = operation, let handed = conditionalOf[then]
        else { continue }
        builder.program.regions[region].bindings[position].results += handed.slots.map(\.result)
      }
    }
    for conditional in conditionals { conditional.write(in: &builder) }
    for function in functions { function.write(in: &builder) }
  }
}

/// What the branches of a conditional hand over.
final class ConditionalResiduals {
  /// One more result of the conditional, and what it is in each branch.
  struct Slot {
    let result: ValueID
    var values: [ValueID?]
  }

  var regions: [RegionID] = []
  private(set) var slots: [Slot] = []
  /// For each branch and type the slots that only the other branch uses.
  private var free: [[Type: [Int]]] = [[:], [:]]

  /// The result that brings a value of a branch. Branches share results of one type.
  func handOver(_ value: ValueID, _ branch: Int, in builder: inout Builder) -> ValueID {
    let info = builder.program[value]
    // Tapes of one result must be alike, see `TapeClasses`.
    if info.type != .tape, let slot = free[branch][info.type]?.first {
      free[branch][info.type]?.removeFirst()
      slots[slot].values[branch] = value
      return slots[slot].result
    }
    let result = builder.value(info.type, at: info.span, named: info.name)
    free[1 - branch][info.type, default: []].append(slots.count)
    slots.append(Slot(result: result, values: branch == 0 ? [value, nil] : [nil, value]))
    return result
  }

  /// Lets the branches yield what is handed over.
  func write(in builder: inout Builder) {
    for (branch, region) in regions.enumerated() {
      guard case .yield(var values) = builder.program[region].terminator else { continue }
      for slot in slots {
        if let value = slot.values[branch] {
          values.append(value)
          continue
        }
        let info = builder.program[slot.result]
        let nothing = builder.value(info.type, at: info.span)
        builder.program[region].bindings.append(Binding(nothing, .undefined))
        values.append(nothing)
      }
      builder.program[region].terminator = .yield(values)
    }
  }
}

/// What a function hands over, on a tape.
final class FunctionResiduals {
  /// The bodies of the augmented function and of the reverse function.
  var body = RegionID(-1)
  var reverse = RegionID(-1)
  /// The parameter of the reverse function.
  let tape: ValueID
  fileprivate(set) var packed: ValueList = []
  fileprivate(set) var unpacked: ValueList = []

  init(tape: ValueID) { self.tape = tape }

  /// Packs at the end of one function, and unpacks at the start of the other.
  func write(in builder: inout Builder) {
    guard case .yield(let values) = builder.program[body].terminator else { return }
    let tape = builder.value(.tape, at: builder.program[self.tape].span)
    builder.program[body].bindings.append(Binding(tape, .pack(packed)))
    builder.program[body].terminator = .yield(values + [tape])
    if !unpacked.isEmpty {
      builder.program[reverse].bindings.insert(Binding(unpacked, .unpack(self.tape)), at: 0)
    }
  }
}
