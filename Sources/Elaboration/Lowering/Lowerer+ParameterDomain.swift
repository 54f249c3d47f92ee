import Diagnostics
import IR
import Primitives

extension Lowerer {
  /// What the constraints of a declaration come to; contradictions are reported.
  mutating func domain(of parameter: ParameterDeclaration, _ initial: Value) -> ParameterDomain {
    var domain = ParameterDomain()
    for constraint in parameter.constraints {
      guard let numbers = numbers(of: constraint) else { continue }
      switch constraint.word {
      case .positive:
        domain.lower = max(domain.lower, 0)
        domain.isLogarithmic = true
      case .fixed: domain.isFixed = true
      case .logScale: domain.isLogarithmic = true
      case .atLeast: domain.lower = max(domain.lower, numbers[0])
      case .atMost: domain.upper = min(domain.upper, numbers[0])
      case .between:
        domain.lower = max(domain.lower, numbers[0])
        domain.upper = min(domain.upper, numbers[1])
      case .prior:
        guard numbers[1] > 0 else {
          diagnostics.report(
            .malformedConstraint(
              "the standard deviation of a prior must be positive", at: constraint.span))
          continue
        }
        domain.prior = ParameterDomain.Prior(mean: numbers[0], deviation: numbers[1])
      }
    }
    check(domain, parameter, initial)
    return domain
  }

  /// The numbers of a constraint; `nil` after a report.
  private mutating func numbers(of constraint: Constraint) -> [Double]? {
    var numbers: [Double] = []
    for operand in constraint.operands {
      let hadErrors = diagnostics.hasErrors
      guard case .real(let number)? = staticValue(operand), number.isFinite else {
        if !diagnostics.hasErrors || hadErrors {
          diagnostics.report(
            .malformedConstraint("this is not a constant, finite number", at: syntax[operand].span))
        }
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Reports constraints that leave nothing, and an initial value that they leave out.
  private mutating func check(
    _ domain: ParameterDomain, _ parameter: ParameterDeclaration, _ initial: Value
  ) {
    guard let first = parameter.constraints.first, let last = parameter.constraints.last else {
      return
    }
    let name = syntax[parameter.variable].name
    let span = Span(first.span.start, last.span.end)
    if domain.lower >= domain.upper || domain.isLogarithmic && domain.upper <= 0 {
      diagnostics.report(.malformedConstraint("no value is left for `\(name)`", at: span))
    } else if let outside = initial.elements.first(where: { !domain.contains($0) }) {
      diagnostics.report(.initialValueOutside(name, outside, at: span))
    }
  }
}
