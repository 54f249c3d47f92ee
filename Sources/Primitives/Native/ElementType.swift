/// The type of the numbers that a kernel computes with.
package enum ElementType: String, CaseIterable, Sendable {
  case float32, float64

  /// Bytes of a number.
  package var size: Int {
    switch self {
    case .float32: 4
    case .float64: 8
    }
  }

  /// The suffix of symbols.
  package var suffix: String {
    switch self {
    case .float32: "f32"
    case .float64: "f64"
    }
  }

  /// How many bits of a number come after its exponent.
  package var fractionBits: Int {
    switch self {
    case .float32: 23
    case .float64: 52
    }
  }

  /// A number whose sum with a whole number has that in its last bits, as an exponent is stored:
  /// shifting them by `fractionBits` makes the power of two.
  package var exponentBase: Double {
    switch self {
    case .float32: 0x1.8p23 + 127
    case .float64: 0x1.8p52 + 1023
    }
  }

  /// The nearest number of this type.
  package func rounded(_ number: Double) -> Double {
    switch self {
    case .float32: Double(Float(number))
    case .float64: number
    }
  }
}
