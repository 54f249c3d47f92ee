/// Which functions call each other in tail position.
package struct TailCallGraph: Sendable {
  /// The functions that each function calls in tail position, in order, with repetitions.
  package let callees: [[Int]]
  /// The groups of functions that reach each other through tail calls.
  package let components: StrongComponents

  package init(_ program: Program) {
    callees = program.functions.indices.map { program.tailCallees(of: FunctionID($0)) }
    components = StrongComponents(callees)
  }

  /// Whether a tail call from one to the other can come back to the caller through tail calls.
  package func areMutual(_ caller: FunctionID, _ callee: FunctionID) -> Bool {
    components.component[Int(caller.index)] == components.component[Int(callee.index)]
  }

  /// Whether a function reaches itself through tail calls.
  package func isTailRecursive(_ function: FunctionID) -> Bool {
    let index = Int(function.index)
    return components.members[components.component[index]].count > 1
      || callees[index].contains(index)
  }
}

extension Program {
  /// The functions that one calls in tail position.
  fileprivate func tailCallees(of function: FunctionID) -> [Int] {
    var callees: [Int] = []
    var pending = [self[function].body]
    while let id = pending.popLast() {
      switch self[id].terminator {
      case .branch(_, let then, let otherwise): pending += [otherwise, then]
      case .recur: break
      case .yield:
        guard let binding = tailBinding(of: id) else { continue }
        switch binding.operation {
        case .call(let callee, _): callees.append(Int(callee.index))
        case .conditional(_, let then, let otherwise): pending += [otherwise, then]
        case .loop(_, let body): pending.append(body)
        default: break
        }
      }
    }
    return callees
  }

  /// The last binding of a region that yields exactly its results.
  package func tailBinding(of id: RegionID) -> Binding? {
    guard case .yield(let values) = self[id].terminator, let last = self[id].bindings.last,
      last.results == values
    else { return nil }
    return last
  }
}
