/// Where the items of an input or an output of a kernel lie, as far as it is known when compiling.
package enum Placement: Character, Sendable {
  /// As the stride says that the kernel is given.
  case any = "a"
  /// One after the other.
  case dense = "d"
  /// All items have the same; what is written there is the sum over them.
  case same = "s"
  /// Nowhere: every element is 1.
  case ones = "1"
}
