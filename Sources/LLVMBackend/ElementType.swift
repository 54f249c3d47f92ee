/// The type of the numbers that a kernel computes with.
package enum ElementType: String, CaseIterable, Sendable {
  case float32, float64

  /// LLVM's name for it.
  var text: String {
    switch self {
    case .float32: "float"
    case .float64: "double"
    }
  }

  /// Bytes of a number.
  package var size: Int {
    switch self {
    case .float32: 4
    case .float64: 8
    }
  }

  /// The suffix of symbols.
  var suffix: String {
    switch self {
    case .float32: "f32"
    case .float64: "f64"
    }
  }

  /// The nearest number of this type.
  func rounded(_ number: Double) -> Double {
    switch self {
    case .float32: Double(Float(number))
    case .float64: number
    }
  }
}
