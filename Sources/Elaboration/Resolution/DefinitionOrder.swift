import Diagnostics

/// What top-level definitions mention.
struct Mentions {
  /// Constants and functions that a definition mentions.
  typealias Entry = (variables: [VariableID], functions: [FunctionDeclarationID])

  var constants: [VariableID: Entry] = [:]
  var functions: [FunctionDeclarationID: Entry] = [:]
}

extension Resolver {
  /// Puts constants behind those that they depend on, directly or through functions.
  mutating func orderConstants(_ mentions: Mentions) {
    let definitions = Dictionary(
      syntax.constants.map { ($0.variable, $0) }, uniquingKeysWith: { first, _ in first })
    var order = DefinitionOrder(mentions)
    for definition in syntax.constants { order.visit(.constant(definition.variable)) }
    for variable in order.cyclic {
      diagnostics.report(.usedBeforeDefinition(syntax[variable].name, at: syntax[variable].span))
    }
    syntax.constants = order.constants.compactMap { definitions[$0] }
  }
}

/// A depth-first walk over definitions, with a stack of its own.
private struct DefinitionOrder {
  /// A definition.
  enum Node: Hashable {
    case constant(VariableID)
    case function(FunctionDeclarationID)
  }

  /// A definition on the way, and those it mentions that are still to be visited.
  private struct Frame {
    let node: Node
    var rest: [Node]
  }

  private let mentions: Mentions
  private var open: Set<Node> = []
  private var finished: Set<Node> = []
  /// Constants in an order in which they can be computed.
  private(set) var constants: [VariableID] = []
  /// Constants that depend on themselves.
  private(set) var cyclic: [VariableID] = []

  init(_ mentions: Mentions) { self.mentions = mentions }

  /// Visits a definition after all that it depends on.
  mutating func visit(_ root: Node) {
    var stack: [Frame] = []
    enter(root, &stack)
    while let frame = stack.last {
      guard let next = frame.rest.last else {
        leave(frame.node)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].rest.removeLast()
      if open.contains(next) {
        reportCycle(next, stack)
      } else {
        enter(next, &stack)
      }
    }
  }

  /// Starts on a definition unless it is done.
  private mutating func enter(_ node: Node, _ stack: inout [Frame]) {
    guard !finished.contains(node), open.insert(node).inserted else { return }
    stack.append(Frame(node: node, rest: dependencies(of: node).reversed()))
  }

  /// Ends a definition.
  private mutating func leave(_ node: Node) {
    open.remove(node)
    finished.insert(node)
    if case .constant(let variable) = node { constants.append(variable) }
  }

  /// What a definition mentions.
  private func dependencies(of node: Node) -> [Node] {
    let entry: Mentions.Entry? =
      switch node {
      case .constant(let variable): mentions.constants[variable]
      case .function(let function): mentions.functions[function]
      }
    guard let entry else { return [] }
    return entry.variables.map { .constant($0) } + entry.functions.map { .function($0) }
  }

  /// Notes a constant on a cycle; functions alone may call each other.
  private mutating func reportCycle(_ node: Node, _ stack: [Frame]) {
    guard let start = stack.lastIndex(where: { $0.node == node }) else { return }
    for frame in stack[start...] {
      if case .constant(let variable) = frame.node {
        cyclic.append(variable)
        return
      }
    }
  }
}
