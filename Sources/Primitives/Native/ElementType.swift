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

  /// The nearest number of this type.
  package func rounded(_ number: Double) -> Double {
    switch self {
    case .float32: Double(Float(number))
    case .float64: number
    }
  }
}
