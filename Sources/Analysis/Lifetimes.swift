import IR

/// Up to where each value is used, in the order of the text.
package struct Lifetimes {
  /// The position of the last use of each value, by number; −1 where there is none.
  private var lastUse: [Int32]
  /// The position behind each binding of each region, with all that is inside.
  private var ends: [[Int32]]
  /// How often each value is used, where it is computed, and by which binding it was used last.
  private var useCounts: [Int32]
  private var homes: [RegionID?]
  private var users: [User?]

  /// A binding of a region.
  private struct User {
    let region: RegionID
    let binding: Int32
  }

  package init(of program: Program, functions: [FunctionID]) {
    lastUse = Array(repeating: -1, count: program.values.count)
    ends = Array(repeating: [], count: program.regions.count)
    useCounts = Array(repeating: 0, count: program.values.count)
    homes = Array(repeating: nil, count: program.values.count)
    users = Array(repeating: nil, count: program.values.count)
    var position: Int32 = 0
    for function in functions { visit(program[function].body, in: program, &position) }
  }

  /// Whether nobody uses a value behind a binding of its region.
  package func isDead(_ value: ValueID, after binding: Int, of region: RegionID) -> Bool {
    lastUse[Int(value.index)] <= ends[Int(region.index)][binding]
  }

  /// The one use of a value, if it is by a binding of the region that computes it.
  package func onlyUser(of value: ValueID, in program: Program) -> Binding? {
    guard useCounts[Int(value.index)] == 1, let user = users[Int(value.index)],
      user.region == homes[Int(value.index)]
    else { return nil }
    return program[user.region].bindings[Int(user.binding)]
  }

  private mutating func visit(_ region: RegionID, in program: Program, _ position: inout Int32) {
    ends[Int(region.index)].reserveCapacity(program[region].bindings.count)
    for (number, binding) in program[region].bindings.enumerated() {
      position += 1
      for operand in binding.operation.operands {
        lastUse[Int(operand.index)] = position
        useCounts[Int(operand.index)] += 1
        users[Int(operand.index)] = User(region: region, binding: Int32(number))
      }
      for result in binding.results { homes[Int(result.index)] = region }
      for inner in binding.operation.regions { visit(inner, in: program, &position) }
      ends[Int(region.index)].append(position)
    }
    position += 1
    for operand in program[region].terminator.operands {
      lastUse[Int(operand.index)] = position
      useCounts[Int(operand.index)] += 1
      users[Int(operand.index)] = nil
    }
    for inner in program[region].terminator.regions { visit(inner, in: program, &position) }
  }
}
