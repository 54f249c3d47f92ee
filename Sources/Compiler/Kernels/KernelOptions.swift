import LLVMBackend
import Primitives

/// What a kernel is to compute, and for what it is specialised.
package struct KernelOptions: Hashable, Sendable {
  /// What it computes.
  package enum Mode: String, CaseIterable, Sendable {
    /// The value.
    case value
    /// The value, and for each variable in `wrt` the product of a cotangent with the Jacobian.
    case pullback
    /// The value, and the product of the Jacobian with tangents of the variables in `wrt`.
    case pushforward
    /// What `pullback` gives, and the tangents of all that.
    case second
  }

  /// How derivatives multiply and divide.
  package enum Derivatives: String, CaseIterable, Sendable {
    /// As they are defined: a zero makes an infinity or NaN on the other side irrelevant.
    case careful
    /// As costs least (`FastDerivatives`); where that could matter, the kernel ends with a status of
    /// its own, and the careful one must be asked.
    case fast
  }

  package var mode: Mode
  package var elementType: ElementType
  /// How many items are computed side by side.
  package var lanes: Int
  /// How many elements of a vector are computed side by side where there is one lane; `nil` for as
  /// many as fit in 64 bytes.
  package var width: Int?
  package var derivatives: Derivatives
  /// Where inputs and then outputs lie; `nil` where nothing is known of them.
  package var placement: [Placement]?
  /// Positions among the inputs and then the parameters.
  package var wrt: [Int]
  /// The lengths of open sizes, as the types of inputs and parameters write them.
  package var sizes: [String: Int]
  /// The elementary functions that machine code of a kernel with one lane may call, if such code is
  /// wanted instead of LLVM's text wherever that is possible; `nil` for LLVM's text.
  package var baselineFunctions: Set<String>?

  package init(
    mode: Mode = .value, elementType: ElementType = .float64, lanes: Int = 1, width: Int? = nil,
    derivatives: Derivatives = .careful, placement: [Placement]? = nil, wrt: [Int] = [],
    sizes: [String: Int] = [:], baselineFunctions: Set<String>? = nil
  ) {
    self.mode = mode
    self.elementType = elementType
    self.lanes = lanes
    self.width = width
    self.derivatives = derivatives
    self.placement = placement
    self.wrt = wrt
    self.sizes = sizes
    self.baselineFunctions = baselineFunctions
  }
}
