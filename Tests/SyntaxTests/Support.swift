import Diagnostics

@testable import Syntax

/// A text read, for tests.
struct Reading {
  let tree: SyntaxTree
  let diagnostics: [Diagnostic]

  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  init(bytes: [UInt8]) {
    var bag = DiagnosticBag()
    tree = Reader.read(SourceFile(bytes: bytes), diagnostics: &bag)
    diagnostics = bag.sorted
  }

  /// The codes of everything reported.
  var codes: [String] { diagnostics.map(\.code.rawValue) }

  /// The data at top level as text with canonical spacing; `<error>` for what could not be read.
  var data: String { tree.roots.map { describe($0, of: tree) }.joined(separator: " ") }
}

/// A datum as text with canonical spacing, without recursion.
func describe(_ root: SyntaxTree.NodeID, of tree: SyntaxTree) -> String {
  enum Step {
    case datum(SyntaxTree.NodeID)
    case text(String)
  }
  var text = ""
  var steps = [Step.datum(root)]
  while let step = steps.popLast() {
    switch step {
    case .text(let piece): text += piece
    case .datum(let id):
      switch tree[id].kind {
      case .identifier(let symbol): text += tree.spelling(symbol)
      case .number(let value): text += "\(value)"
      case .error: text += "<error>"
      case .list, .bracket:
        let isList = tree[id].kind == .list
        text += isList ? "(" : "["
        steps.append(.text(isList ? ")" : "]"))
        for (position, child) in tree.children(of: id).enumerated().reversed() {
          steps.append(.datum(child))
          if position > 0 { steps.append(.text(" ")) }
        }
      }
    }
  }
  return text
}

/// A small deterministic generator (SplitMix64), so that a printed seed repeats a test.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
