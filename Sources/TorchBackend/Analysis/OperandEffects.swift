import Primitives

/// What operands do to results, as the rows of the table show by the points they are tested at.
enum OperandEffects {
  /// Whether it chooses among numbers, so that its derivative by an operand is 0 in whole regions.
  static func drops(_ id: PrimitiveID) -> Bool { dropping[Int(id.index)] }

  /// Whether no result is negative, whatever the operands.
  static func isNeverNegative(_ id: PrimitiveID) -> Bool { neverNegative[Int(id.index)] }

  /// Whether the derivative is 0 where the result is.
  static func isFlat(_ id: PrimitiveID) -> Bool { flat[Int(id.index)] }

  /// Whether it is a product or sum, which is not negative for operands that are not.
  static func keepsSign(_ id: PrimitiveID) -> Bool { signKeeping[Int(id.index)] }

  /// Whether it is linear in each of two operands.
  static func isProduct(_ id: PrimitiveID) -> Bool { products[Int(id.index)] }

  private static let dropping = Primitive.all.map { primitive in
    primitive.isTotal && !primitive.picksElements
      && primitive.sampleCases.contains { sample in
        sample.isRegular && primitive.tangents(at: sample).contains { $0.isZero }
      }
  }

  private static let neverNegative = Primitive.all.map { primitive in
    primitive.sampleCases.allSatisfy { sample in
      guard let result = primitive.result(of: sample) else { return true }
      return result.elements.allSatisfy { !($0 < 0) }
    }
      && primitive.sampleCases.contains { sample in
        sample.operands.contains { $0.elements.contains { $0 < 0 } }
      }
  }

  private static let flat = Primitive.all.map { primitive in
    let zeros = primitive.sampleCases.filter { sample in
      sample.operands.allSatisfy(\.isZero) && primitive.result(of: sample)?.isZero ?? false
    }
    return !primitive.isLinearAnywhere && !zeros.isEmpty
      && zeros.allSatisfy { primitive.tangents(at: $0).allSatisfy(\.isZero) }
  }

  private static let signKeeping = Primitive.all.map { primitive in
    primitive.isLinearAnywhere
      && primitive.sampleCases.allSatisfy { sample in
        guard sample.operands.allSatisfy({ $0.elements.allSatisfy { $0 >= 0 } }),
          let result = primitive.result(of: sample)
        else { return true }
        return result.elements.allSatisfy { !($0 < 0) }
      }
  }

  private static let products = Primitive.all.map { primitive in
    let sample = primitive.sampleCases[0]
    guard sample.operands.count == 2,
      (0...1).allSatisfy({ primitive.isLinear(inOperand: $0, of: 2) }),
      let result = primitive.result(of: sample),
      let doubled = primitive.result(of: sample, scaledBy: 2)
    else { return false }
    return zip(result.elements, doubled.elements).allSatisfy { 4 * $0 == $1 }
  }
}

extension Primitive {
  /// Whether scalars are broadcast.
  var isElementwise: Bool { if case .elementwise = signature.shape { true } else { false } }

  /// Whether it leaves elements out by their places.
  fileprivate var picksElements: Bool {
    if case .multilinear = derivative { true } else { false }
  }

  /// Whether it is linear in an operand.
  fileprivate var isLinearAnywhere: Bool {
    let count = sampleCases[0].operands.count
    return (0..<count).contains { isLinear(inOperand: $0, of: count) }
  }

  /// The derivatives by the operands, at numbers, of a row that has one formula for each; none of
  /// others.
  func slopes(at operands: [Value]) -> [Double] {
    guard case .partials(let partials) = derivative,
      let result = try? evaluation.apply(operands, attributes: [])
    else { return [] }
    let point = FormulaPoint(operands: operands, result: result)
    return partials.map { partial in
      let elements = point.value(of: partial)?.elements ?? [.nan]
      return elements.first { !$0.isFinite } ?? elements[0]
    }
  }

  /// The result at a sample.
  fileprivate func result(of sample: SampleCase, scaledBy factor: Double = 1) -> Value? {
    let operands = sample.operands.map { operand in
      Value(shape: operand.shape, elements: operand.elements.map { factor * $0 })
    }
    return try? evaluation.apply(operands, attributes: sample.attributes)
  }

  /// The derivatives of the result at a sample by each number that counts.
  fileprivate func tangents(at sample: SampleCase) -> [Value] {
    guard let result = result(of: sample) else { return [] }
    let indices = indexOperands(count: sample.operands.count)
    var tangents: [Value] = []
    for (position, operand) in sample.operands.enumerated()
    where isRelevant(operand: position) && !indices.contains(position) {
      for element in operand.elements.indices {
        var unit = sample.operands.map {
          Value(shape: $0.shape, elements: $0.elements.map { _ in 0 })
        }
        var numbers = unit[position].elements
        numbers[element] = 1
        unit[position] = Value(shape: operand.shape, elements: numbers)
        if let tangent = tangent(along: unit, at: sample, result) { tangents.append(tangent) }
      }
    }
    return tangents
  }

  /// The derivative along tangents of all operands, one of which is no zero.
  private func tangent(along tangents: [Value], at sample: SampleCase, _ result: Value) -> Value? {
    let point = FormulaPoint(operands: sample.operands, tangents: tangents, result: result)
    switch derivative {
    case .zero: return nil
    case .partials(let partials):
      let terms = zip(partials, tangents).compactMap { partial, tangent -> Value? in
        guard !tangent.isZero else { return nil }
        return point.value(of: .call("%tangent-product", partial, .constant(1)))
      }
      return terms.first
    case .multilinear(.jointly, _):
      return try? evaluation.apply(tangents, attributes: sample.attributes)
    case .multilinear(.each, _):
      let operands = zip(sample.operands, tangents).map { $1.isZero ? $0 : $1 }
      return try? evaluation.apply(operands, attributes: sample.attributes)
    case .pushforward(let formula, _): return point.value(of: formula)
    case .variadicPushforward(let formula, _):
      return point.value(of: formula(sample.operands.count))
    }
  }
}

extension Value {
  /// Whether all numbers are 0.
  fileprivate var isZero: Bool { elements.allSatisfy { $0 == 0 } }
}
