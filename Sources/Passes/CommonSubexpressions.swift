import IR
import Primitives

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
  private var known: ComputedOperations
  /// How many operations were known where each open region began.
  private var marks: [Int] = []

  init(_ program: Program) {
    known = ComputedOperations(valueCount: program.values.count)
    known.reserveCapacity(program.regions.map(\.bindings.count).max() ?? 0)
  }

  mutating func enterRegion() { marks.append(known.count) }

  mutating func leaveRegion() { known.forget(from: marks.removeLast()) }

  mutating func action(for binding: Binding, in program: inout Program) -> RewriteAction {
    switch binding.operation {
    case .constant, .primitive:
      let result = binding.results[0]
      let first = known.first(binding.operation, result, in: program)
      return first == result ? .keep : .replace([first])
    default: return .keep
    }
  }
}
