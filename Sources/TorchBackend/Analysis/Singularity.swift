import Primitives

/// Primitives whose value or derivative is infinite or undefined at ordinary numbers, as their rows
/// in the table show by the points they are tested at.
enum Singularity {
  /// Whether a primitive is such.
  static func isSingular(_ id: PrimitiveID) -> Bool { singular[Int(id.index)] }

  private static let singular = Primitive.all.map { primitive in
    !primitive.isTotal && primitive.samples.special.contains { !isHarmless($0, primitive) }
  }

  /// Whether value and derivative at a point are finite, where the point is.
  private static func isHarmless(_ sample: [Sample], _ primitive: Primitive) -> Bool {
    var operands: [Value] = []
    var attributes: [Int] = []
    for operand in sample {
      switch operand {
      case .value(let value): operands.append(value)
      case .attribute(let number): attributes.append(number)
      }
    }
    guard operands.allSatisfy(\.isFinite) else { return true }
    guard let value = try? primitive.evaluation.apply(operands, attributes: attributes) else {
      return true
    }
    guard value.isFinite else { return false }
    let point = FormulaPoint(
      operands: operands, tangents: operands.map { $0.map { _ in 1 } }, result: value)
    switch primitive.derivative {
    case .multilinear, .zero: return true
    case .partials(let partials):
      return partials.allSatisfy { point.value(of: $0)?.isFinite ?? false }
    case .pushforward(let formula, _): return point.value(of: formula)?.isFinite ?? false
    case .variadicPushforward(let formula, _):
      return point.value(of: formula(operands.count))?.isFinite ?? false
    }
  }
}

/// Where a formula is evaluated.
struct FormulaPoint {
  let operands: [Value?]
  var tangents: [Value] = []
  var result: Value?

  /// The formula's value, or `nil` where it needs an operand that is not known.
  func value(of formula: Formula) -> Value? {
    switch formula {
    case .operand(let index): return operands[index]
    case .tangent(let index): return index < tangents.count ? tangents[index] : nil
    case .result: return result
    case .constant(let number): return .real(number)
    case .apply(let name, let arguments, let attributes):
      guard let primitive = Primitive.id(named: name)?.primitive else { return nil }
      var values: [Value] = []
      for argument in arguments {
        guard let value = value(of: argument) else { return nil }
        values.append(value)
      }
      return try? primitive.evaluation.apply(values, attributes: attributes)
    }
  }
}

extension Value {
  /// Whether all numbers are finite.
  var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// A function of each number.
  fileprivate func map(_ function: (Double) -> Double) -> Value {
    Value(shape: shape, elements: elements.map(function))
  }
}
