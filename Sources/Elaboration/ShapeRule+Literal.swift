import Primitives

extension ShapeRule {
  /// What brackets stand for.
  enum Literal {
    case vector, matrix

    /// The primitive that builds it: the one whose shape rule says so.
    var primitive: PrimitiveID {
      switch self {
      case .vector: Literal.vectorPrimitive
      case .matrix: Literal.matrixPrimitive
      }
    }

    private static let vectorPrimitive = find { if case .vector = $0 { true } else { false } }
    private static let matrixPrimitive = find { if case .rows = $0 { true } else { false } }

    /// The primitive of a shape rule.
    private static func find(_ matches: (ShapeRule) -> Bool) -> PrimitiveID {
      guard let row = Primitive.all.first(where: { matches($0.signature.shape) }) else {
        preconditionFailure("neuralc bug: no primitive builds this literal, please report it")
      }
      return .required(row.name)
    }
  }
}

extension PrimitiveID {
  /// A primitive that forms are defined by.
  static func required(_ name: String) -> PrimitiveID {
    guard let id = Primitive.id(named: name) else {
      preconditionFailure("neuralc bug: no primitive \(name), please report it")
    }
    return id
  }

  /// What turns the states of a scan from rows into columns.
  static let transpose = required("transpose")
}
