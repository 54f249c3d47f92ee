import Diagnostics

/// What the declarations of a program mention.
struct Mentions {
  /// A declaration.
  enum Node: Hashable {
    case constant(VariableID)
    case function(FunctionDeclarationID)
    case parameter(VariableID)
    case result
  }

  /// What one declaration mentions, and how deep its own text nests.
  struct Entry {
    var nodes: [Node]
    var depth: Int
  }

  var entries: [Node: Entry] = [:]
}

extension Resolver {
  /// Puts constants behind those that they depend on, directly or through functions, and finds how
  /// deep lowering can lead from one declaration into others.
  mutating func orderDefinitions(_ mentions: Mentions) {
    let definitions = Dictionary(
      syntax.constants.map { ($0.variable, $0) }, uniquingKeysWith: { first, _ in first })
    var order = DefinitionOrder(mentions)
    for definition in syntax.constants { order.visit(.constant(definition.variable)) }
    for function in syntax.functions.indices where syntax.functions[function].isTopLevel {
      order.visit(.function(FunctionDeclarationID(function)))
    }
    for parameter in syntax.parameters { order.visit(.parameter(parameter.variable)) }
    order.visit(.result)
    for variable in order.cyclic {
      diagnostics.report(.usedBeforeDefinition(syntax[variable].name, at: syntax[variable].span))
    }
    syntax.constants = order.constants.compactMap { definitions[$0] }
    syntax.depth = order.depth
  }
}

/// A depth-first walk over declarations, with a stack of its own.
private struct DefinitionOrder {
  /// A declaration on the way, those it mentions that are still to be visited, and the deepest
  /// nesting found below it.
  fileprivate struct Frame {
    let node: Mentions.Node
    var rest: [Mentions.Node]
    var below = 0
  }

  private let mentions: Mentions
  private var open: Set<Mentions.Node> = []
  /// How deep each finished declaration leads.
  private var depths: [Mentions.Node: Int] = [:]
  /// What recursion through ever new types can add before it is given up.
  private var recursion = 0
  /// Constants in an order in which they can be computed.
  private(set) var constants: [VariableID] = []
  /// Constants that depend on themselves.
  private(set) var cyclic: [VariableID] = []

  init(_ mentions: Mentions) { self.mentions = mentions }

  /// The deepest nesting that lowering can meet.
  var depth: Int { (depths.values.max() ?? 0) + recursion }

  /// Visits a declaration after all that it depends on.
  mutating func visit(_ root: Mentions.Node) {
    var stack: [Frame] = []
    enter(root, &stack)
    while let frame = stack.last {
      guard let next = frame.rest.last else {
        stack.removeLast()
        leave(frame, &stack)
        continue
      }
      stack[stack.count - 1].rest.removeLast()
      if open.contains(next) { noteCycle(next, stack) } else { enter(next, &stack) }
    }
  }

  /// Starts on a declaration unless it is done.
  private mutating func enter(_ node: Mentions.Node, _ stack: inout [Frame]) {
    if let depth = depths[node] {
      stack.raise(to: depth)
      return
    }
    open.insert(node)
    stack.append(Frame(node: node, rest: (mentions.entries[node]?.nodes ?? []).reversed()))
  }

  /// Ends a declaration.
  private mutating func leave(_ frame: Frame, _ stack: inout [Frame]) {
    open.remove(frame.node)
    let depth = frame.below + (mentions.entries[frame.node]?.depth ?? 0)
    depths[frame.node] = depth
    stack.raise(to: depth)
    if case .constant(let variable) = frame.node { constants.append(variable) }
  }

  /// Notes a constant on a cycle; functions alone may call each other.
  private mutating func noteCycle(_ node: Mentions.Node, _ stack: [Frame]) {
    guard let start = stack.lastIndex(where: { $0.node == node }) else { return }
    let cycle = stack[start...]
    let nesting = cycle.reduce(0) { $0 + (mentions.entries[$1.node]?.depth ?? 0) }
    recursion = max(recursion, nesting * Lowerer.openInstanceLimit)
    for frame in cycle {
      if case .constant(let variable) = frame.node {
        cyclic.append(variable)
        return
      }
    }
  }
}

extension [DefinitionOrder.Frame] {
  /// Makes the innermost declaration know of something so deep below it.
  fileprivate mutating func raise(to depth: Int) {
    if let last = indices.last { self[last].below = Swift.max(self[last].below, depth) }
  }
}
