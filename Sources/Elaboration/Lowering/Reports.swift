import Diagnostics
import IR
import Primitives
import Types

/// Conflicts that inference finds, as diagnostics.
extension Lowerer {
  /// Reports what the solver recorded.
  mutating func reportConflicts() {
    let conflicts = solver.conflicts
    solver.conflicts = []
    for (site, conflict) in conflicts { reportBroadcast(conflict, site) }
  }

  /// A conflict between operands of an operation that broadcasts.
  private mutating func reportBroadcast(_ conflict: TypeConflict, _ site: Int) {
    let site = sites[site]
    let (left, right) = sides(of: conflict)
    let first = site.operands.firstIndex { term(of: $0) == solver.resolve(left) }
    let second = site.operands.lastIndex { term(of: $0) == solver.resolve(right) }
    let place = second.map { span(ofOperand: $0, at: site) } ?? site.span
    let note = first.map { span(ofOperand: $0, at: site) }
    switch conflict {
    case .kinds(let left, let right):
      if left == .real || right == .real {
        diagnostics.report(
          .kindMismatch(site.name, expected: describe(left), found: describe(right), at: place))
      } else {
        diagnostics.report(
          .vectorWithMatrix(site.name, describe(left), describe(right), first: note, at: place))
      }
    case .sizes(let left, let right):
      diagnostics.report(
        .sizeMismatch(site.name, describe(left), describe(right), first: note, at: place))
    case .undecided(let left, let right):
      diagnostics.report(
        .undecidedSize(
          "in `\(site.name)`, \(describe(left)) and \(describe(right)) may differ", at: place))
    }
  }

  /// A conflict between an operand and what a signature asks for.
  mutating func report(
    _ conflict: TypeConflict, _ site: Int, operand position: Int, expected: String
  ) {
    let site = sites[site]
    let operand = site.operands[position]
    switch conflict {
    case .kinds:
      diagnostics.report(
        .kindMismatch(
          site.name, expected: expected, found: describe(term(of: operand)),
          at: span(ofOperand: position, at: site)))
    case .sizes:
      let found = describe(term(of: operand))
      guard position > 0 else {
        diagnostics.report(
          .wrongSize(site.name, expected: expected, found: found, at: span(ofOperand: 0, at: site)))
        return
      }
      diagnostics.report(
        .sizeMismatch(
          site.name, describe(term(of: site.operands[0])), found,
          first: span(ofOperand: 0, at: site),
          signature: Primitive.id(named: site.name)?.primitive.signatureDescriptions.first,
          at: span(ofOperand: position, at: site)))
    case .undecided(let left, let right):
      diagnostics.report(
        .undecidedSize(
          "in `\(site.name)`, \(describe(left)) and \(describe(right)) may differ",
          at: span(ofOperand: position, at: site)))
    }
  }

  /// The two types that disagree.
  private func sides(of conflict: TypeConflict) -> (TypeTerm, TypeTerm) {
    switch conflict {
    case .kinds(let left, let right), .sizes(let left, let right),
      .undecided(let left, let right):
      (left, right)
    }
  }
}
