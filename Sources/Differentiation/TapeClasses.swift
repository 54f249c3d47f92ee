import IR

/// Which tapes can be the same one, so that what is written and what is read must agree.
///
/// Tapes that meet anywhere form a class. A class has fields, one for each position that any of its
/// tapes has: of a packed tape the values, of a recorded loop the variables of its state.
struct TapeClasses {
  /// The class that each node has been joined with.
  private var parent: [Int32]
  /// The number of fields of each class, by its root.
  private var widths: [Int]
  /// The tapes that are on the tapes of a class, by its root and by their field.
  private var contents: [Int: [Int: Int]] = [:]
  /// Where the fields of each class begin, by its root.
  private var offsets: [Int] = []

  init(nodes: Int) {
    parent = Array(0..<Int32(nodes))
    widths = Array(repeating: 0, count: nodes)
  }

  private func root(_ node: Int) -> Int {
    var node = node
    while parent[node] != node { node = Int(parent[node]) }
    return node
  }

  /// The same, with ways made shorter.
  private mutating func findRoot(_ node: Int) -> Int {
    var node = node
    while parent[node] != node {
      parent[node] = parent[Int(parent[node])]
      node = Int(parent[node])
    }
    return node
  }

  /// Says that two nodes can be the same tape; then so can what is on them.
  mutating func join(_ left: Int, _ right: Int) {
    var pending = [(left, right)]
    while let (left, right) = pending.popLast() {
      let (left, right) = (findRoot(left), findRoot(right))
      guard left != right else { continue }
      let isLeftLarger = (contents[left]?.count ?? 0) >= (contents[right]?.count ?? 0)
      let (small, large) = isLeftLarger ? (right, left) : (left, right)
      parent[small] = Int32(large)
      widths[large] = max(widths[large], widths[small])
      guard let moved = contents.removeValue(forKey: small) else { continue }
      for (field, tape) in moved.sorted(by: { $0.key < $1.key }) {
        if let other = contents[large]?[field] { pending.append((tape, other)) }
        contents[large, default: [:]][field] = tape
      }
    }
  }

  /// Says that a field of a tape can be another tape.
  mutating func put(_ content: Int, inField field: Int, of tape: Int) {
    let root = findRoot(tape)
    if let other = contents[root]?[field] { return join(content, other) }
    contents[root, default: [:]][field] = content
  }

  /// Says that a tape has so many fields.
  mutating func widen(_ node: Int, to width: Int) {
    let root = findRoot(node)
    widths[root] = max(widths[root], width)
  }

  /// Numbers all fields, from `first` on; gives the number behind the last.
  mutating func number(from first: Int) -> Int {
    var next = first
    offsets = widths.map { width in
      defer { next += width }
      return next
    }
    return next
  }

  /// The node of a field of a tape.
  func field(_ position: Int, of node: Int) -> Int { offsets[root(node)] + position }

  /// The fields of the class of a tape.
  func fields(of node: Int) -> Range<Int> {
    let root = root(node)
    return offsets[root]..<offsets[root] + widths[root]
  }
}
