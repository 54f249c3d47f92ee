import Primitives

extension UnaryInstruction {
  /// LLVM's intrinsic; negation is an instruction of its own.
  var intrinsic: String {
    switch self {
    case .negate: "neg"
    case .absolute: "fabs"
    case .squareRoot: "sqrt"
    case .floor: "floor"
    case .ceiling: "ceil"
    case .roundEven: "roundeven"
    case .truncate: "trunc"
    }
  }

  /// Its value, computed when compiling.
  func value(_ number: Double, rounding type: ElementType) -> Double {
    switch self {
    case .negate: -number
    case .absolute: number.magnitude
    // The root of a float in double precision, rounded, is the float's own root.
    case .squareRoot: type.rounded(number.squareRoot())
    case .floor: number.rounded(.down)
    case .ceiling: number.rounded(.up)
    case .roundEven: number.rounded(.toNearestOrEven)
    case .truncate: number.rounded(.towardZero)
    }
  }
}

extension BinaryInstruction {
  var mnemonic: String {
    switch self {
    case .add: "fadd"
    case .subtract: "fsub"
    case .multiply: "fmul"
    case .divide: "fdiv"
    }
  }

  /// Whether the operands can change places.
  var isSymmetric: Bool { self == .add || self == .multiply }

  /// Whether every number with this one on the right is itself, bit for bit.
  func isIdentity(_ number: Double?) -> Bool {
    switch self {
    case .add: number == 0 && number?.sign == .minus
    case .subtract: number == 0 && number?.sign == .plus
    case .multiply, .divide: number == 1
    }
  }

  /// Its value, computed when compiling.
  ///
  /// Operations of floats in double precision, rounded, are the floats' own.
  func value(_ left: Double, _ right: Double, rounding type: ElementType) -> Double {
    switch self {
    case .add: type.rounded(left + right)
    case .subtract: type.rounded(left - right)
    case .multiply: type.rounded(left * right)
    case .divide: type.rounded(left / right)
    }
  }
}

extension Comparison {
  /// LLVM's condition.
  var mnemonic: String {
    switch self {
    case .equal: "oeq"
    case .less: "olt"
    case .lessOrEqual: "ole"
    case .notEqual: "une"
    case .unordered: "uno"
    }
  }
}

extension MaskInstruction {
  var mnemonic: String {
    switch self {
    case .and: "and"
    case .or: "or"
    case .exclusiveOr: "xor"
    }
  }
}

extension IndexInstruction {
  var mnemonic: String {
    switch self {
    case .add: "add"
    case .subtract: "sub"
    case .multiply: "mul"
    case .remainder: "urem"
    }
  }
}

extension IndexComparison {
  /// LLVM's condition.
  var mnemonic: String {
    switch self {
    case .equal: "eq"
    case .less: "ult"
    }
  }
}
