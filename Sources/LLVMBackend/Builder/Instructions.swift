import Primitives

extension UnaryInstruction {
  /// LLVM's intrinsic, where it is one.
  var intrinsic: String? {
    switch self {
    case .negate, .powerOfTwo: nil
    case .absolute: "fabs"
    case .squareRoot: "sqrt"
    case .floor: "floor"
    case .ceiling: "ceil"
    case .roundEven: "roundeven"
    case .truncate: "trunc"
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
