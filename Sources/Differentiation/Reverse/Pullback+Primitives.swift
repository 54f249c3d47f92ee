import IR
import Primitives
import Types

/// One use of a primitive in the program that is differentiated.
struct PrimitiveUse {
  let primitive: Primitive
  let operands: ValueList
  let attributes: [Int]
  let result: ValueID
}

/// The sweep back through primitives, by the formulas of the table.
extension Pullback {
  /// What the operands and the result of a formula are, and the cotangent, where there is one.
  private struct Scope {
    let operand: (Int) -> ValueID
    let operandTypes: [Type]
    let result: () -> ValueID
    var cotangent: ValueID?
    var total: () -> ValueID = Pullback.hasNoTotal
  }

  func reverse(_ use: PrimitiveUse) {
    guard let cotangent = adjoints[use.result] else { return }
    let scope = Scope(
      operand: { self.use(use.operands[$0]) }, operandTypes: use.operands.map { old.type(of: $0) },
      result: { self.use(use.result) })
    switch use.primitive.derivative {
    case .zero: break
    case .partials, .multilinear:
      for position in use.operands.indices
      where use.primitive.isRelevant(operand: position) && relevance(use.operands[position]) {
        contribute(use, position, cotangent, scope)
      }
    case .pushforward(let formula, _):
      transpose(formula, of: use, cotangent, scope)
    case .variadicPushforward(let formula, _):
      transpose(formula(use.operands.count), of: use, cotangent, scope)
    }
  }

  /// Adds to the adjoint of one operand what the operation itself says.
  private func contribute(
    _ use: PrimitiveUse, _ position: Int, _ cotangent: ValueID, _ scope: Scope
  ) {
    let operand = use.operands[position]
    if case .partials(let partials) = use.primitive.derivative, partials[position].number == -1 {
      let term = reduced(
        cotangent, use.primitive, to: old.type(of: operand), from: old.type(of: use.result))
      return subtract(term, from: operand)
    }
    switch adjoint(
      of: use.primitive, position, use.attributes, cotangent, old.type(of: use.result), scope,
      total: { self.totalAdjoint(of: operand) })
    {
    case .term(let term): add(term, to: operand)
    case .total(let total): adjoints.set(operand, to: total)
    }
  }

  /// Goes back through a formula of tangents.
  private func transpose(
    _ formula: Formula, of use: PrimitiveUse, _ cotangent: ValueID, _ scope: Scope
  ) {
    switch formula {
    case .tangent(let index): add(cotangent, to: use.operands[index])
    case .operand, .result, .constant: break
    case .apply(let name, let arguments, let attributes):
      guard let id = Primitive.id(named: name) else {
        preconditionFailure("neuralc bug: there is no primitive \(name), please report it")
      }
      let types = arguments.map { type(of: $0, scope, result: old.type(of: use.result)) }
      let inner = Scope(
        operand: { self.value(of: arguments[$0], scope) }, operandTypes: types,
        result: { self.value(of: formula, scope) })
      let resultType = type(of: formula, scope, result: old.type(of: use.result))
      for (position, argument) in arguments.enumerated()
      where argument.hasTangent(where: { relevance(use.operands[$0]) }) {
        let zeros = { self.builder.constant(0, types[position], at: self.span) }
        switch adjoint(
          of: id.primitive, position, attributes, cotangent, resultType, inner, total: zeros)
        {
        case .term(let term), .total(let term): transpose(argument, of: use, term, scope)
        }
      }
    }
  }

  /// What is added to an adjoint, or what it becomes.
  private enum Contribution {
    case term(ValueID)
    case total(ValueID)
  }

  /// The adjoint of an operand that a primitive is linear in, from the cotangent of its result.
  private func adjoint(
    of primitive: Primitive, _ position: Int, _ attributes: [Int], _ cotangent: ValueID,
    _ resultType: Type, _ scope: Scope, total: @escaping () -> ValueID
  ) -> Contribution {
    let operandType = scope.operandTypes[position]
    switch primitive.derivative {
    case .zero: preconditionFailure("neuralc bug: the adjoint of a constant, please report it")
    case .partials(let partials):
      let term = product(cotangent, partials[position], scope)
      return .term(reduced(term, primitive, to: operandType, from: resultType))
    case .multilinear(_, let transpose), .pushforward(_, let transpose),
      .variadicPushforward(_, let transpose):
      let use = TransposedUse(
        position: position, operands: scope.operandTypes, attributes: attributes)
      var scope = scope
      scope.cotangent = primitive.isElementwise ? cotangent : spread(cotangent, to: resultType)
      scope.total = total
      switch transpose.adjoint(of: use) {
      case .total(let formula): return .total(value(of: formula, scope))
      case .term(let formula):
        let term = value(of: formula, scope)
        return .term(reduced(term, primitive, to: operandType, from: resultType))
      }
    }
  }

  /// A cotangent times a partial derivative. A zero on either side makes what is not finite on the
  /// other irrelevant, as zero tangents do in forward mode: (sqrt (max x 0)) has the derivative 0
  /// for negative x.
  private func product(_ cotangent: ValueID, _ partial: Formula, _ scope: Scope) -> ValueID {
    switch partial.number {
    case 1: return cotangent
    case -1: return builder.apply(.negate, [cotangent], at: span)
    case let number?:
      return builder.apply(.multiply, [cotangent, builder.constant(number, at: span)], at: span)
    case nil:
      let factor = value(of: partial, scope)
      let isFinite = residuals.number(factor)?.isFinite ?? false
      return builder.apply(isFinite ? .multiply : .tangentProduct, [cotangent, factor], at: span)
    }
  }

  /// The sum over the elements that a scalar operand was broadcast to.
  private func reduced(
    _ term: ValueID, _ primitive: Primitive, to operand: Type, from result: Type
  ) -> ValueID {
    guard primitive.isElementwise, operand == .real, result != .real else { return term }
    switch builder.program.type(of: term) {
    case .vec: return builder.apply("vsum", [term], at: span)
    case .mat: return builder.apply("%sum", [term], at: span)
    case .real:
      let count = result.sizes.reduce(1) { count, size in
        guard let length = size.known else {
          preconditionFailure("neuralc bug: reverse mode needs known sizes, please report it")
        }
        return count * length
      }
      return builder.apply(.multiply, [term, builder.constant(Double(count), at: span)], at: span)
    case .tape: preconditionFailure("neuralc bug: the adjoint of a tape, please report it")
    }
  }

  // MARK: Formulas

  /// The value of a formula; its tangents are the cotangent and the adjoint so far.
  private func value(of formula: Formula, _ scope: Scope) -> ValueID {
    switch formula {
    case .operand(let index): return scope.operand(index)
    case .result: return scope.result()
    case .constant(let number): return builder.constant(number, at: span)
    case .cotangent:
      guard let cotangent = scope.cotangent else { return Pullback.hasNoTotal() }
      return cotangent
    case .total: return scope.total()
    case .tangent: return Pullback.hasNoTotal()
    case .apply(let name, let arguments, let attributes):
      guard let id = Primitive.id(named: name) else {
        preconditionFailure("neuralc bug: there is no primitive \(name), please report it")
      }
      let values = ValueList(arguments.map { value(of: $0, scope) })
      return builder.apply(id, values, attributes: attributes, at: span)
    }
  }

  /// The type of a formula of operands and their tangents.
  private func type(of formula: Formula, _ scope: Scope, result: Type) -> Type {
    switch formula {
    case .operand(let index), .tangent(let index): return scope.operandTypes[index]
    case .result: return result
    case .constant: return .real
    case .apply(let name, let arguments, let attributes):
      let types = arguments.map { type(of: $0, scope, result: result) }
      let shape = Primitive.id(named: name)?.primitive.signature.shape
      guard let type = shape?.resultType(operands: types, attributes: attributes) else {
        preconditionFailure("neuralc bug: \(name) of \(types) in a derivative, please report it")
      }
      return type
    }
  }

  private static func hasNoTotal() -> ValueID {
    preconditionFailure("neuralc bug: a tangent in a factor of tangents, please report it")
  }
}

extension Primitive {
  /// Whether scalars are broadcast.
  fileprivate var isElementwise: Bool {
    if case .elementwise = signature.shape { true } else { false }
  }
}

extension Formula {
  /// Whether the tangent of an operand that counts occurs.
  fileprivate func hasTangent(where counts: (Int) -> Bool) -> Bool {
    switch self {
    case .tangent(let index): counts(index)
    case .operand, .result, .constant: false
    case .apply(_, let operands, _): operands.contains { $0.hasTangent(where: counts) }
    }
  }
}
