import Diagnostics
import IR
import Primitives
import Types

extension Lowerer {
  /// An operation with fixed signatures: the first that fits, once that can be told.
  mutating func overloaded(
    _ id: PrimitiveID, _ overloads: [Overload], _ operands: ValueList, _ span: Span
  ) -> ValueID {
    let sameCount = overloads.filter { $0.operands.count == operands.count }
    guard let likeliest = sameCount.first else {
      return fail(.wrongArity(of: id.primitive, found: operands.count, at: span), span)
    }
    let fitting = sameCount.filter { fits($0, operands) }
    let site = site(id.primitive.name, operands, span)
    guard fitting.count > 1 else {
      return apply(fitting.first ?? likeliest, of: id, site)
    }
    let result = solver.freshVariable()
    choices[site] = PendingChoice(primitive: id, candidates: fitting, result: result)
    solver.deferChoice(on: operands.map { terms[Int($0.index)] }, site: site)
    return emit(.primitive(id, operands, attributes: []), result, span)
  }

  /// Decides a deferred choice if it can be decided, or in any case when `force` says so.
  mutating func decide(_ site: Int, force: Bool) {
    guard let choice = choices[site] else { return }
    let fitting = choice.candidates.filter { fits($0, sites[site].operands) }
    if fitting.count > 1, !force {
      solver.deferChoice(
        on: sites[site].operands.map { terms[Int($0.index)] }, site: site)
      return
    }
    choices[site] = nil
    guard let overload = fitting.first ?? choice.candidates.first else { return }
    let application = match(overload, site)
    let type = application?.type ?? .error
    if let conflict = solver.unify(choice.result, type) {
      report(conflict, site, operand: 0, expected: "")
    }
  }

  /// Whether the kinds of the operands allow an overload.
  private func fits(_ overload: Overload, _ operands: ValueList) -> Bool {
    zip(overload.operands, operands).allSatisfy { pattern, operand in
      let kind: TypePattern =
        if case .value(let pattern) = pattern { pattern } else { .real }
      switch (kind, term(of: operand)) {
      case (.real, .real), (.vec, .vec), (.mat, .mat), (_, .variable), (_, .error): return true
      default: return false
      }
    }
  }

  /// Applies one overload.
  private mutating func apply(_ overload: Overload, of id: PrimitiveID, _ site: Int) -> ValueID {
    let span = sites[site].span
    guard let application = match(overload, site) else { return errorValue(span) }
    if let number = application.value { return constant(Double(number), span) }
    return emit(
      .primitive(id, application.operands, attributes: application.attributes), application.type,
      span)
  }

  /// What an overload makes of the operands of a site; `nil` after a report.
  private mutating func match(_ overload: Overload, _ site: Int)
    -> (operands: ValueList, attributes: [Int], type: TypeTerm, value: Int?)?
  {
    var matching = OverloadMatching()
    var operands: ValueList = []
    for (position, (pattern, operand)) in zip(overload.operands, sites[site].operands).enumerated()
    {
      switch pattern {
      case .value(let pattern):
        let expected = matching.term(pattern, &solver)
        if let conflict = solver.unify(expected, terms[Int(operand.index)]) {
          report(conflict, site, operand: position, expected: describe(pattern))
          return nil
        }
        operands.append(operand)
      case .index(let size):
        guard checkIndex(operand, matching.size(size, &solver), site, position) else { return nil }
        operands.append(operand)
      case .staticSize, .staticBound, .staticInteger:
        guard let attribute = staticOperand(pattern, operand, &matching, site) else { return nil }
        matching.attributes.append(attribute)
      }
    }
    let type = matching.term(overload.result, &solver)
    let value = overload.value.flatMap { matching.size($0, &solver).known }
    return (operands, matching.attributes, type, value)
  }

  /// An index: a real, inside its vector where that can be told now.
  private mutating func checkIndex(_ operand: ValueID, _ size: Size, _ site: Int, _ position: Int)
    -> Bool
  {
    if let conflict = solver.unify(.real, terms[Int(operand.index)]) {
      report(conflict, site, operand: position, expected: "a scalar index")
      return false
    }
    guard let number = constant(of: operand) else { return true }
    let index = number.rounded(.towardZero)
    guard index >= 0, index < Double(Size.limit) else {
      diagnostics.report(
        .indexOutOfRange(number, size: solver.resolve(size).known ?? 0, at: span(of: operand)))
      return false
    }
    indexChecks.append(
      IndexCheck(
        index: Int(index), isBound: false, size: size, span: span(of: operand),
        function: sites[site].function))
    return true
  }

  /// A static operand as an integer; `nil` after a report.
  private mutating func staticOperand(
    _ pattern: OperandPattern, _ operand: ValueID, _ matching: inout OverloadMatching, _ site: Int
  ) -> Int? {
    let name = sites[site].name
    if case .error = term(of: operand) { return nil }
    guard let number = constant(of: operand) else {
      diagnostics.report(.nonConstantSize("this operand of `\(name)`", at: span(of: operand)))
      return nil
    }
    if case .staticInteger = pattern { return wholeNumber(number, at: span(of: operand)) }
    let isWhole = number == number.rounded() && abs(number) <= Double(Size.limit)
    switch pattern {
    case .staticBound(let size):
      guard isWhole, number >= 0 else {
        diagnostics.report(.invalidSize(number, at: span(of: operand)))
        return nil
      }
      if let earlier = matching.lastBound, Int(number) < earlier {
        diagnostics.report(
          .invalidBound(number, "lies before the start of the range", at: span(of: operand)))
        return nil
      }
      matching.lastBound = Int(number)
      indexChecks.append(
        IndexCheck(
          index: Int(number), isBound: true, size: matching.size(size, &solver),
          span: span(of: operand), function: sites[site].function))
      return Int(number)
    default:
      guard isWhole, number >= 0 else {
        diagnostics.report(.invalidSize(number, at: span(of: operand)))
        return nil
      }
      return Int(number)
    }
  }

  /// The largest static integer that is no size: sums of two stay integers.
  private static let integerLimit = 0x1p62

  /// A static integer of either sign; `nil` after a report.
  private mutating func wholeNumber(_ number: Double, at span: Span) -> Int? {
    guard number == number.rounded(), number.isFinite else {
      diagnostics.report(.invalidBound(number, "is not a whole number", at: span))
      return nil
    }
    guard abs(number) <= Self.integerLimit else {
      diagnostics.report(.integerTooLarge(number, at: span))
      return nil
    }
    return Int(number)
  }

  /// A kind for people.
  private func describe(_ pattern: TypePattern) -> String {
    switch pattern {
    case .real: "a scalar"
    case .vec(.constant(let size)): "a vector of \(size)"
    case .vec: "a vector"
    case .mat(.variable(let rows), .variable(let columns)) where rows == columns: "a square matrix"
    case .mat: "a matrix"
    }
  }
}

/// The sizes of one overload as they become known from its operands.
private struct OverloadMatching {
  var sizes: [Int: Size] = [:]
  var attributes: [Int] = []
  /// The last end of a range that was read.
  var lastBound: Int?

  /// A type pattern as a type.
  mutating func term(_ pattern: TypePattern, _ solver: inout TypeSolver) -> TypeTerm {
    switch pattern {
    case .real: .real
    case .vec(let pattern): .vec(size(pattern, &solver))
    case .mat(let rows, let columns): .mat(size(rows, &solver), size(columns, &solver))
    }
  }

  /// A size pattern as a size.
  mutating func size(_ pattern: SizePattern, _ solver: inout TypeSolver) -> Size {
    switch pattern {
    case .constant(let size): return .known(size)
    case .attribute(let index): return .known(attributes[index])
    case .span(let start, let end): return .known(attributes[end] - attributes[start])
    case .variable(let variable):
      if let size = sizes[variable] { return solver.resolve(size) }
      let size = Size.symbol(solver.freshSymbol())
      sizes[variable] = size
      return size
    }
  }
}
