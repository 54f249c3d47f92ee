import Primitives

/// What a kernel is specialised on beside the program.
package struct KernelLayout: Hashable, Sendable {
  package let elementType: ElementType
  /// How many numbers a register holds: of as many items that are computed side by side, or of one
  /// item in several directions.
  package let lanes: Int
  /// How many elements of a vector are computed side by side where `lanes` is 1.
  package let width: Int
  /// Where inputs and then outputs lie; `nil` where nothing is known of them.
  package let placement: [Placement]?
  /// Which parameters of the program are the tangents of its variables, where lanes are not items but
  /// the directions of one item: each tangent is 1 in a lane of its own, and all other parameters are
  /// the same in all lanes. Empty where lanes are items.
  package let directions: Range<Int>

  /// `width` is by default what fits in 64 bytes.
  package init(
    elementType: ElementType, lanes: Int, width: Int? = nil, placement: [Placement]? = nil,
    directions: Range<Int> = 0..<0
  ) {
    self.placement = placement
    self.directions = directions
    self.elementType = elementType
    self.lanes = lanes
    self.width = width ?? 64 / elementType.size
  }

  /// A number in each lane.
  var unit: LaneType { LaneType(element: elementType, lanes: lanes) }
  /// Whether lanes are directions.
  var hasDirections: Bool { !directions.isEmpty }
  /// A number of each of the items that are computed side by side.
  var itemUnit: LaneType {
    LaneType(element: elementType, lanes: hasDirections ? 1 : lanes)
  }

  /// Where an input or, behind them, an output lies.
  func placement(_ position: Int) -> Placement { placement?[position] ?? .any }

  /// The most elements that a value has in registers.
  static let registerLimit = 16
}

/// A kernel.
package struct EmittedKernel: Sendable {
  /// LLVM IR.
  package let text: String
  package let symbol: String
  /// The places that can end in errors, by number.
  package let sites: [Site]
  /// Whether functions call themselves, so that a limit of the stack matters.
  package let isRecursive: Bool
  /// Whether there are loops beside that over groups of items; those in the parts of a very long
  /// program do not count.
  package let hasLoops: Bool
  /// Bytes of memory that one call needs, tapes aside.
  package let frameSize: Int
}
