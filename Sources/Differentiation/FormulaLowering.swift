import Diagnostics
import IR
import Primitives
import Types

/// Writes the tangent of one operation by the rules of the table.
struct FormulaLowering {
  /// The primal operands and result.
  let operands: ValueList
  let result: ValueID
  /// The tangents of the operands, `nil` where they are zero.
  let tangents: [ValueID?]
  let span: Span
  private var lowered: [Formula: Term] = [:]

  /// The value of a formula.
  private struct Term {
    /// `nil` is a zero of the type.
    let value: ValueID?
    let type: Type
    /// Whether it is linear in tangents, rather than free of them.
    let isTangent: Bool
  }

  init(operands: ValueList, result: ValueID, tangents: [ValueID?], span: Span) {
    self.operands = operands
    self.result = result
    self.tangents = tangents
    self.span = span
  }

  /// The tangent of the result, or `nil` where it is zero.
  mutating func tangent(
    of id: PrimitiveID, attributes: [Int], in builder: inout Builder
  ) -> ValueID? {
    let tangent: ValueID?
    switch id.primitive.derivative {
    case .zero: tangent = nil
    case .partials(let partials): tangent = sum(of: partials, in: &builder)
    case .multilinear(.each(let positions), _):
      tangent = sum(of: id, attributes, oneAt: positions, in: &builder)
    case .multilinear(.jointly, _): tangent = joint(id, attributes, in: &builder)
    case .pushforward(let formula, _): tangent = lower(formula, in: &builder).value
    case .variadicPushforward(let formula, _):
      tangent = lower(formula(operands.count), in: &builder).value
    }
    return tangent.map { broadcast($0, in: &builder) }
  }

  /// A tangent of the result's type, where scalars were broadcast.
  private func broadcast(_ tangent: ValueID, in builder: inout Builder) -> ValueID {
    let type = builder.program[result].type
    if builder.program[tangent].type == type { return tangent }
    return builder.apply(.add, [tangent, builder.constant(0, type, at: span)], at: span)
  }

  // MARK: Partial derivatives

  private mutating func sum(of partials: [Formula], in builder: inout Builder) -> ValueID? {
    var sum: ValueID?
    for (partial, tangent) in zip(partials, tangents) {
      guard let tangent, partial.number != 0 else { continue }
      if partial.number == -1, let total = sum {
        sum = builder.apply(.subtract, [total, tangent], at: span)
        continue
      }
      sum = add(sum, product(tangent, partial, in: &builder), in: &builder)
    }
    return sum
  }

  private mutating func product(
    _ tangent: ValueID, _ partial: Formula, in builder: inout Builder
  ) -> ValueID {
    if partial.number == 1 { return tangent }
    if partial.number == -1 { return builder.apply(.negate, [tangent], at: span) }
    guard let factor = lower(partial, in: &builder).value else {
      preconditionFailure("neuralc bug: a partial derivative without a value, please report it")
    }
    return builder.apply(.tangentProduct, [tangent, factor], at: span)
  }

  private func add(_ left: ValueID?, _ right: ValueID, in builder: inout Builder) -> ValueID {
    guard let left else { return right }
    return builder.apply(.add, [left, right], at: span)
  }

  // MARK: Linear operations

  private func sum(
    of id: PrimitiveID, _ attributes: [Int], oneAt positions: [Int], in builder: inout Builder
  ) -> ValueID? {
    var sum: ValueID?
    for position in positions where position < operands.count {
      guard let tangent = tangents[position] else { continue }
      var operands = operands
      operands[position] = tangent
      let term = builder.apply(id, operands, attributes: attributes, at: span)
      sum = add(sum, term, in: &builder)
    }
    return sum
  }

  private func joint(
    _ id: PrimitiveID, _ attributes: [Int], in builder: inout Builder
  ) -> ValueID? {
    guard tangents.contains(where: { $0 != nil }) else { return nil }
    let all = zip(operands, tangents).map { operand, tangent in
      tangent ?? builder.constant(0, builder.program[operand].type, at: span)
    }
    return builder.apply(id, ValueList(all), attributes: attributes, at: span)
  }

  // MARK: Formulas

  private mutating func lower(_ formula: Formula, in builder: inout Builder) -> Term {
    if let term = lowered[formula] { return term }
    let term = lowerAfresh(formula, in: &builder)
    lowered[formula] = term
    return term
  }

  private mutating func lowerAfresh(_ formula: Formula, in builder: inout Builder) -> Term {
    switch formula {
    case .operand(let index):
      return Term(
        value: operands[index], type: builder.program[operands[index]].type, isTangent: false)
    case .tangent(let index):
      return Term(
        value: tangents[index], type: builder.program[operands[index]].type, isTangent: true)
    case .result:
      return Term(value: result, type: builder.program[result].type, isTangent: false)
    case .constant(let number):
      return Term(value: builder.constant(number, at: span), type: .real, isTangent: false)
    case .apply(let name, let formulas, let attributes):
      let terms = formulas.map { lower($0, in: &builder) }
      return apply(name, terms, attributes, in: &builder)
    }
  }

  /// A primitive of terms, simplified where tangents are zero.
  private func apply(
    _ name: String, _ terms: [Term], _ attributes: [Int], in builder: inout Builder
  ) -> Term {
    guard let id = Primitive.id(named: name),
      let type = id.primitive.signature.shape.resultType(
        operands: terms.map(\.type), attributes: attributes)
    else {
      preconditionFailure(
        "neuralc bug: \(name) of \(terms.map(\.type)) in a derivative, please report it")
    }
    let tangents = terms.filter(\.isTangent)
    // A formula is linear in its tangents, so that it vanishes with them.
    if !tangents.isEmpty, tangents.allSatisfy({ $0.value == nil }) {
      return Term(value: nil, type: type, isTangent: true)
    }
    let isTangent = !tangents.isEmpty
    if let value = simplified(name, terms, type, in: &builder) {
      return Term(value: value, type: type, isTangent: isTangent)
    }
    let values = terms.map { $0.value ?? builder.constant(0, $0.type, at: span) }
    let value = builder.apply(id, ValueList(values), attributes: attributes, at: span)
    return Term(value: value, type: type, isTangent: isTangent)
  }

  /// Sums without their zeros, and products in which a zero annihilates what is not finite.
  private func simplified(
    _ name: String, _ terms: [Term], _ type: Type, in builder: inout Builder
  ) -> ValueID? {
    guard terms.count == 2 else { return nil }
    switch name {
    case "+":
      if terms[0].value == nil, terms[1].type == type { return terms[1].value }
      if terms[1].value == nil, terms[0].type == type { return terms[0].value }
    case "-":
      if terms[1].value == nil, terms[0].type == type { return terms[0].value }
      if terms[0].value == nil, terms[1].type == type, let value = terms[1].value {
        return builder.apply(.negate, [value], at: span)
      }
    case "*":
      guard let left = terms[0].value, let right = terms[1].value else { return nil }
      if terms[0].isTangent, !terms[1].isTangent {
        return builder.apply(.tangentProduct, [left, right], at: span)
      }
      if terms[1].isTangent, !terms[0].isTangent {
        return builder.apply(.tangentProduct, [right, left], at: span)
      }
    default: break
    }
    return nil
  }
}
