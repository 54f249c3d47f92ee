import IR
import Types

/// Functions that tail-call each other, and how they share one loop.
struct TailGroup {
  let members: [FunctionID]
  let results: [Type]
  /// The carried variables: the selector, where there are several members, then shared slots.
  var carries: ValueList
  /// For each member the carry that holds each of its parameters.
  let positions: [[Int]]

  var hasSelector: Bool { members.count > 1 }
}
