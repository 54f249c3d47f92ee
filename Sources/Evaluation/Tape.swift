import Primitives

/// Rows of values, one a round of a loop, or a single one; all rows have the same slots.
struct Tape {
  var rows = 0
  /// The reals of all rows, one row after the other.
  var reals: [Double] = []
  /// The other values.
  var tensors: [Value] = []
}
