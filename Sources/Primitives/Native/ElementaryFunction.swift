/// A function of numbers that is no instruction of the machine: whoever links a kernel provides it,
/// within one unit in the last place of the correctly rounded result, everywhere.
///
/// NaN, infinities and signed zeros are as in C99, Annex F.
package enum ElementaryFunction: String, CaseIterable, Sendable {
  case exp, expm1, log, log1p, pow
  case sin, cos, tan, asin, acos, atan, atan2
  case sinh, cosh, tanh
  case hypot, erf
  /// The remainder of a division rounded toward zero, which is exact.
  case fmod

  /// The name in the symbols of kernels and in C's mathematical library.
  package var name: String { rawValue }

  /// How many operands it takes.
  package var operandCount: Int {
    switch self {
    case .pow, .atan2, .hypot, .fmod: 2
    case .exp, .expm1, .log, .log1p, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh,
      .erf:
      1
    }
  }
}
