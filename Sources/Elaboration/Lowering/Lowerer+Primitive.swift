import Diagnostics
import IR
import Primitives
import Types

extension Lowerer {
  /// A call of a primitive with any number of operands that its arity accepts.
  mutating func apply(_ id: PrimitiveID, _ operands: ValueList, _ span: Span) -> ValueID {
    switch id.primitive.signature.reduction {
    case .none:
      return operation(id, operands, span)
    case .expansion(let formulas):
      if let formula = formulas[operands.count] { return expand(formula, operands, span) }
      return operation(id, operands, span)
    case .leftFold(let empty, let single):
      guard let first = operands.first else {
        guard let empty else { return errorValue(span) }
        return constant(empty, span)
      }
      if operands.count == 1 { return expand(single, operands, span) }
      return operands.dropFirst().reduce(first) { operation(id, [$0, $1], span) }
    }
  }

  /// A formula over operands.
  private mutating func expand(_ formula: Formula, _ operands: ValueList, _ span: Span) -> ValueID {
    switch formula {
    case .operand(let index): return operands[index]
    case .constant(let number): return constant(number, span)
    case .apply(let name, let formulas, _):
      guard let id = Primitive.id(named: name) else {
        preconditionFailure("neuralc bug: no primitive \(name), please report it")
      }
      let values = ValueList(formulas.map { expand($0, operands, span) })
      return operation(id, values, span)
    case .tangent, .result:
      preconditionFailure("neuralc bug: a derivative in an expansion, please report it")
    }
  }

  /// One operation of the IR.
  private mutating func operation(_ id: PrimitiveID, _ operands: ValueList, _ span: Span) -> ValueID
  {
    if let folded = fold(id, operands, span) { return folded }
    switch id.primitive.signature.shape {
    case .elementwise: return elementwise(id, operands, span)
    case .vector: return vector(id, operands, span)
    case .rows: return rows(id, operands, span)
    case .append: return append(id, operands, span)
    case .overloads(let overloads): return overloaded(id, overloads, operands, span)
    }
  }

  /// The constant that an operation of constants is; computed in double, as Python would.
  private mutating func fold(_ id: PrimitiveID, _ operands: ValueList, _ span: Span) -> ValueID? {
    let primitive = id.primitive
    guard case .elementwise = primitive.signature.shape, !operands.isEmpty else { return nil }
    var values: [Value] = []
    for operand in operands {
      guard let number = constant(of: operand) else { return nil }
      values.append(.real(number))
    }
    guard case .real(let result)? = try? primitive.evaluation.apply(values, attributes: []) else {
      return nil
    }
    if !result.isFinite, values.allSatisfy(\.real.isFinite) {
      diagnostics.report(.nonFiniteConstant(result, at: span))
    }
    return constant(result, span)
  }

  /// Numbers a place for later reports.
  mutating func site(_ name: String, _ operands: ValueList, _ span: Span) -> Int {
    sites.append(
      Site(
        name: name, span: span, operands: operands, firstSpan: operandSpans.count,
        function: currentFunction))
    for operand in operands { operandSpans.append(self.span(of: operand)) }
    return sites.count - 1
  }

  // MARK: Shape rules

  /// Operands of one shape, and scalars.
  private mutating func elementwise(_ id: PrimitiveID, _ operands: ValueList, _ span: Span)
    -> ValueID
  {
    var type = TypeTerm.real
    if operands.contains(where: { terms[Int($0.index)] != .real }) {
      let site = site(id.primitive.name, operands, span)
      type = solver.join(operands.map { terms[Int($0.index)] }, site: site)
      reportConflicts()
    }
    return emit(.primitive(id, operands, attributes: []), type, span)
  }

  /// Reals that make a vector.
  private mutating func vector(_ id: PrimitiveID, _ operands: ValueList, _ span: Span) -> ValueID {
    for (position, operand) in operands.enumerated() {
      guard solver.unify(terms[Int(operand.index)], .real) != nil else { continue }
      return fail(
        .kindMismatch(
          id.primitive.name, expected: "scalars", found: describe(term(of: operand)),
          at: self.span(of: operand),
          hint: position == 0
            ? "rows of vectors make a matrix: use mat" : "use append to join vectors"), span)
    }
    return emit(
      .primitive(id, operands, attributes: []), .vec(.known(operands.count)), span)
  }

  /// Vectors that make the rows of a matrix.
  private mutating func rows(_ id: PrimitiveID, _ operands: ValueList, _ span: Span) -> ValueID {
    let columns = Size.symbol(solver.freshSymbol())
    for operand in operands {
      guard let conflict = solver.unify(.vec(columns), terms[Int(operand.index)]) else { continue }
      report(
        conflict, site(id.primitive.name, [operands[0], operand], span), operand: 1,
        expected: "vectors")
      return errorValue(span)
    }
    return emit(
      .primitive(id, operands, attributes: []), .mat(.known(operands.count), columns), span)
  }

  /// Vectors laid end to end.
  private mutating func append(_ id: PrimitiveID, _ operands: ValueList, _ span: Span) -> ValueID {
    var sizes: [(Size, Int)] = []
    for operand in operands {
      if case .error = term(of: operand) { return errorValue(span) }
      let size = Size.symbol(solver.freshSymbol())
      if let conflict = solver.unify(.vec(size), terms[Int(operand.index)]) {
        report(conflict, site(id.primitive.name, [operand], span), operand: 0, expected: "vectors")
        return errorValue(span)
      }
      sizes.append((solver.resolve(size), 1))
    }
    let total = Size.sum(of: sizes)
    if total.exceedsLimit { return fail(.tooManyElements(describe(.vec(total)), at: span), span) }
    return emit(.primitive(id, operands, attributes: []), .vec(total), span)
  }
}
