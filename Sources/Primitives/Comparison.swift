extension Primitive {
  /// The rows of this family.
  static let comparison: [Primitive] = []
}
