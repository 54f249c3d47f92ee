/// The strongly connected components of a directed graph over 0 ..< n (Tarjan's algorithm, with a
/// stack of its own).
package struct StrongComponents: Sendable {
  /// The component of each node.
  package private(set) var component: [Int]
  /// The nodes of each component in ascending order; a component comes behind those it leads to.
  package private(set) var members: [[Int]] = []

  private var order: [Int]
  private var lowest: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var nextOrder = 0

  /// `successors[i]` are the nodes that `i` leads to.
  package init(_ successors: [[Int]]) {
    let count = successors.count
    component = Array(repeating: -1, count: count)
    order = Array(repeating: -1, count: count)
    lowest = Array(repeating: 0, count: count)
    isOpen = Array(repeating: false, count: count)
    for node in 0..<count where order[node] < 0 { visit(node, successors) }
  }

  private mutating func visit(_ root: Int, _ successors: [[Int]]) {
    var path: [(node: Int, next: Int)] = [(root, 0)]
    enter(root)
    while let (node, next) = path.last {
      if next < successors[node].count {
        path[path.count - 1].next += 1
        let successor = successors[node][next]
        if order[successor] < 0 {
          enter(successor)
          path.append((successor, 0))
        } else if isOpen[successor] {
          lowest[node] = min(lowest[node], order[successor])
        }
      } else {
        path.removeLast()
        if let parent = path.last?.node { lowest[parent] = min(lowest[parent], lowest[node]) }
        if lowest[node] == order[node] { close(node) }
      }
    }
  }

  private mutating func enter(_ node: Int) {
    order[node] = nextOrder
    lowest[node] = nextOrder
    nextOrder += 1
    isOpen[node] = true
    open.append(node)
  }

  private mutating func close(_ root: Int) {
    var nodes: [Int] = []
    while let node = open.popLast() {
      isOpen[node] = false
      component[node] = members.count
      nodes.append(node)
      if node == root { break }
    }
    members.append(nodes.sorted())
  }
}
