import IR
import Primitives
import Types

extension Pass {
  /// Computes once what is computed twice.
  package static let commonSubexpressions = Pass(
    name: "common-subexpressions",
    summary: "What has been computed before, here or further out, is used again."
  ) { program in
    RegionRewriter.rewrite(&program, by: CommonSubexpressionRule(program))
  }
}

/// Looks for the same primitive or constant in the regions around. Nothing moves: an operation that
/// can fail fails where it did.
private struct CommonSubexpressionRule: RewriteRule {
  /// What makes two operations the same.
  private enum Key: Hashable {
    case constant(bits: UInt64, Type)
    case primitive(PrimitiveID, [ValueID], attributes: [Int])
  }

  private var known: [Key: ValueID] = [:]
  /// The keys that each open region has added.
  private var added: [[Key]] = []

  init(_ program: Program) { known.reserveCapacity(min(32, program.values.count)) }

  mutating func enterRegion() { added.append([]) }

  mutating func leaveRegion() {
    let keys = added.removeLast()
    // At the end of a function all go at once.
    if added.isEmpty { known = [:] } else { for key in keys { known[key] = nil } }
  }

  mutating func action(for binding: Binding, in program: inout Program) -> RewriteAction {
    let key: Key
    switch binding.operation {
    case .constant(let value):
      key = .constant(bits: value.bitPattern, program[binding.results[0]].type)
    case .primitive(let id, let operands, let attributes):
      key = .primitive(id, operands, attributes: attributes)
    default: return .keep(binding.operation)
    }
    if let value = known[key] { return .replace([value]) }
    known[key] = binding.results[0]
    added[added.count - 1].append(key)
    return .keep(binding.operation)
  }
}
