/// One operation of the language: the only place that says what it is.
///
/// A class, so that looking up a row does not copy it.
package final class Primitive: Sendable {
  /// The name in programs and in the IR.
  package let name: String
  /// Further names in programs.
  package let aliases: [String]
  package let family: Family
  /// One sentence for documentation and help.
  package let summary: String
  package let signature: Signature
  package let evaluation: Evaluation
  package let derivative: Derivative
  package let torch: TorchEmission
  package let native: NativeEmission
  /// Where it is defined, and what happens elsewhere.
  package let domain: String
  /// Whether value and first two derivatives are finite for all finite operands, so that a lazy
  /// branch needs no guard around it.
  ///
  /// An untaken branch gets the cotangent 0, which is harmless as long as nothing infinite or
  /// undefined multiplies it. So what overflows, such as `*`, `exp` and `dot`, is not total, and
  /// neither is what has a pole or an edge, such as `/`, `sqrt` and `norm`. Sums count as total:
  /// they overflow only at the end of the range, and their derivatives are constants.
  package let isTotal: Bool
  /// Operands for generated tests.
  package let samples: Samples
  /// Whether programs cannot call it: names that start with `%`, and `negate`, are operations of
  /// the IR alone.
  package let isInternal: Bool
  private let relevantOperands: OperandSet

  init(
    name: String, aliases: [String], family: Family, summary: String, signature: Signature,
    evaluation: Evaluation, derivative: Derivative, torch: TorchEmission, native: NativeEmission,
    domain: String, isTotal: Bool, samples: Samples
  ) {
    self.name = name
    self.aliases = aliases
    self.family = family
    self.summary = summary
    self.signature = signature
    self.evaluation = evaluation
    self.derivative = derivative
    self.torch = torch
    self.native = native
    self.domain = domain
    self.isTotal = isTotal
    self.samples = samples
    isInternal = name.hasPrefix("%") || name == "negate"
    relevantOperands = derivative.relevantOperands
  }

  /// Whether the tangent of the result depends on that of an operand.
  package func isRelevant(operand position: Int) -> Bool {
    relevantOperands.contains(position)
  }

  /// The heading under which documentation lists a primitive.
  package enum Family: String, CaseIterable, Sendable {
    case arithmetic = "Arithmetic"
    case transcendental = "Exponential, trigonometric and special functions"
    case comparison = "Comparison and logic"
    case vector = "Vectors"
    case matrix = "Matrices"
  }
}

/// Operands that generated tests evaluate a primitive at.
package struct Samples: Sendable {
  /// Points where value and derivative are smooth.
  package let regular: [[Sample]]
  /// Points where the value has a rule of its own: kinks, ties, poles, infinities, NaN.
  package let special: [[Sample]]

  package init(regular: [[Sample]], special: [[Sample]] = []) {
    self.regular = regular
    self.special = special
  }

  /// Points of a function of one real.
  package static func reals(_ regular: [Double], special: [Double] = []) -> Samples {
    Samples(
      regular: regular.map { [.value(.real($0))] }, special: special.map { [.value(.real($0))] })
  }
}

/// One operand of a sample.
package enum Sample: Hashable, Sendable {
  case value(Value)
  /// A static operand.
  case attribute(Int)
}

/// The position of a primitive in the table.
package struct PrimitiveID: Hashable, Sendable {
  package let index: Int32

  /// The row.
  package var primitive: Primitive { Primitive.all[Int(index)] }

  // Those that derivatives are built of, so that nobody looks for them by name again and again.
  package static let add = PrimitiveID.named("+")
  package static let subtract = PrimitiveID.named("-")
  package static let multiply = PrimitiveID.named("*")
  package static let divide = PrimitiveID.named("/")
  package static let negate = PrimitiveID.named("negate")
  package static let tangentProduct = PrimitiveID.named("%tangent-product")
  package static let select = PrimitiveID.named("select")

  private static func named(_ name: String) -> PrimitiveID {
    guard let id = Primitive.id(named: name) else {
      preconditionFailure("neuralc bug: there is no primitive \(name), please report it")
    }
    return id
  }
}

extension Primitive {
  /// The table, family by family.
  package static let all: [Primitive] =
    arithmetic + transcendental + comparison + vector + matrix + tangentProducts
    + accumulation

  private static let index: [String: PrimitiveID] = {
    var index: [String: PrimitiveID] = [:]
    for (position, primitive) in all.enumerated() {
      for name in [primitive.name] + primitive.aliases {
        precondition(index[name] == nil, "the primitive \(name) is defined twice")
        index[name] = PrimitiveID(index: Int32(position))
      }
    }
    return index
  }()

  /// The primitive of a name or alias.
  package static func id(named name: String) -> PrimitiveID? { index[name] }
}
