extension Primitive {
  /// The rows of this family.
  static let transcendental: [Primitive] = powers + exponentials + trigonometric + hyperbolic
}
