import Primitives

extension ElementType {
  /// LLVM's name for it.
  var text: String {
    switch self {
    case .float32: "float"
    case .float64: "double"
    }
  }
}
