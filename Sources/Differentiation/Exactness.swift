import IR
import Primitives

/// Which values must be to the bit what a program says: what has a part in a result that depends on no
/// tangent and no cotangent, in a condition or an index, or in any operation that is not linear in it,
/// which might jump or give a finite result of what is not finite.
struct Exactness {
  private let reaches: [Bool]

  /// `activity` says what depends on the tangents and cotangents of the program.
  init(of program: Program, _ activity: Activity) {
    var nodes = program[program.entry].results.indices
      .filter { !activity.isResultActive(program.entry, $0) }
      .map { activity.node(ofResult: $0, of: program.entry) }
    for region in program.regions {
      for binding in region.bindings {
        switch binding.operation {
        case .primitive(let id, let operands, _):
          for (position, operand) in operands.enumerated()
          where !id.isLinear(inOperand: position, of: operands.count) {
            nodes.append(Int(operand.index))
          }
        case .conditional(let condition, _, _): nodes.append(Int(condition.index))
        case .constant, .undefined, .loop, .scan, .tabulate, .call, .fold, .pack, .unpack,
          .recordedLoop, .reverseLoop:
          break
        }
      }
      if case .branch(let condition, _, _) = region.terminator {
        nodes.append(Int(condition.index))
      }
    }
    reaches = activity.nodes(thatReach: nodes)
  }

  /// Whether a value must be exact.
  func isNeeded(_ value: ValueID) -> Bool { reaches[Int(value.index)] }
}
