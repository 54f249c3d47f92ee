import IR

/// Up to where each value is used, in the order of the text.
package struct Lifetimes {
  /// The position of the last use of each value, by number; −1 where there is none.
  private var lastUse: [Int32]
  /// The position behind each binding of each region, with all that is inside.
  private var ends: [[Int32]]

  package init(of program: Program, functions: [FunctionID]) {
    lastUse = Array(repeating: -1, count: program.values.count)
    ends = Array(repeating: [], count: program.regions.count)
    var position: Int32 = 0
    for function in functions { visit(program[function].body, in: program, &position) }
  }

  /// Whether nobody uses a value behind a binding of its region.
  package func isDead(_ value: ValueID, after binding: Int, of region: RegionID) -> Bool {
    lastUse[Int(value.index)] <= ends[Int(region.index)][binding]
  }

  private mutating func visit(_ region: RegionID, in program: Program, _ position: inout Int32) {
    for binding in program[region].bindings {
      position += 1
      for operand in binding.operation.operands { lastUse[Int(operand.index)] = position }
      for inner in binding.operation.regions { visit(inner, in: program, &position) }
      ends[Int(region.index)].append(position)
    }
    position += 1
    for operand in program[region].terminator.operands { lastUse[Int(operand.index)] = position }
    for inner in program[region].terminator.regions { visit(inner, in: program, &position) }
  }
}
