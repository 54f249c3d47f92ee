extension UnaryInstruction {
  /// Its value, computed when compiling.
  package func value(_ number: Double, rounding type: ElementType) -> Double {
    switch self {
    case .negate: -number
    case .absolute: number.magnitude
    // The root of a float in double precision, rounded, is the float's own root.
    case .squareRoot: type.rounded(number.squareRoot())
    case .floor: number.rounded(.down)
    case .ceiling: number.rounded(.up)
    case .roundEven: number.rounded(.toNearestOrEven)
    case .truncate: number.rounded(.towardZero)
    case .powerOfTwo: powerOfTwo(number, type)
    }
  }

  /// The sum with `type.exponentBase` has the exponent of the power as its last bits.
  private func powerOfTwo(_ number: Double, _ type: ElementType) -> Double {
    let sum = number + type.exponentBase
    switch type {
    case .float32:
      return Double(Float(bitPattern: Float(sum).bitPattern << UInt32(type.fractionBits)))
    case .float64: return Double(bitPattern: sum.bitPattern << UInt64(type.fractionBits))
    }
  }
}

extension BinaryInstruction {
  /// Whether the operands can change places.
  package var isSymmetric: Bool { self == .add || self == .multiply }

  /// Whether every number with this one on the right is itself, bit for bit.
  package func isIdentity(_ number: Double?) -> Bool {
    switch self {
    case .add: number == 0 && number?.sign == .minus
    case .subtract: number == 0 && number?.sign == .plus
    case .multiply, .divide: number == 1
    }
  }

  /// Its value, computed when compiling.
  ///
  /// Operations of floats in double precision, rounded, are the floats' own.
  package func value(_ left: Double, _ right: Double, rounding type: ElementType) -> Double {
    switch self {
    case .add: type.rounded(left + right)
    case .subtract: type.rounded(left - right)
    case .multiply: type.rounded(left * right)
    case .divide: type.rounded(left / right)
    }
  }
}
