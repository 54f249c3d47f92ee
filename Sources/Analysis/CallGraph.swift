import IR

/// Which functions the program reaches, and which can reach themselves.
package struct CallGraph {
  /// Functions that the entry reaches, callees before callers where there is no recursion.
  package private(set) var order: [FunctionID] = []
  /// The number of the strongly connected component of each function.
  private var component: [Int]
  private var isRecursiveComponent: [Bool] = []
  private var callees: [[FunctionID]]

  package init(of program: Program) {
    callees = Array(repeating: [], count: program.functions.count)
    component = Array(repeating: -1, count: program.functions.count)
    for index in program.functions.indices {
      var seen: Set<FunctionID> = []
      program.forEachBinding(from: program.functions[index].body) { binding in
        if case .call(let callee, _) = binding.operation, seen.insert(callee).inserted {
          callees[index].append(callee)
        }
      }
    }
    findComponents(from: program.entry)
  }

  /// Whether a call of the function can lead to another call of it.
  package func isRecursive(_ function: FunctionID) -> Bool {
    let number = component[Int(function.index)]
    return number >= 0 && isRecursiveComponent[number]
  }

  /// Whether any function can reach itself.
  package var hasRecursion: Bool { isRecursiveComponent.contains(true) }

  /// Whether a call inside `caller` is one round of a recursion.
  package func isRecursiveCall(from caller: FunctionID, to callee: FunctionID) -> Bool {
    component[Int(caller.index)] == component[Int(callee.index)] && isRecursive(callee)
  }

  /// Tarjan's algorithm with an explicit stack.
  private mutating func findComponents(from root: FunctionID) {
    var number = Array(repeating: -1, count: callees.count)
    var low = number
    var isOpen = Array(repeating: false, count: callees.count)
    var open: [Int] = []
    var path: [(function: Int, next: Int)] = []
    var counter = 0

    func enter(_ function: Int) {
      number[function] = counter
      low[function] = counter
      counter += 1
      open.append(function)
      isOpen[function] = true
      path.append((function, 0))
    }

    enter(Int(root.index))
    while let (function, next) = path.last {
      if next < callees[function].count {
        path[path.count - 1].next += 1
        let callee = Int(callees[function][next].index)
        if number[callee] < 0 {
          enter(callee)
        } else if isOpen[callee] {
          low[function] = min(low[function], number[callee])
        }
        continue
      }
      path.removeLast()
      if let caller = path.last { low[caller.function] = min(low[caller.function], low[function]) }
      if low[function] == number[function] { close(function, &open, &isOpen) }
    }
  }

  private mutating func close(_ root: Int, _ open: inout [Int], _ isOpen: inout [Bool]) {
    var members: [Int] = []
    repeat { members.append(open.removeLast()) } while members.last != root
    for member in members {
      isOpen[member] = false
      component[member] = isRecursiveComponent.count
      order.append(FunctionID(member))
    }
    let callsItself = callees[root].contains { Int($0.index) == root }
    isRecursiveComponent.append(members.count > 1 || callsItself)
  }
}
