/// What is known of a trainable constant before any data is seen: what a fit goes by. It changes
/// nothing of what the program computes.
package struct ParameterDomain: Hashable, Sendable {
  /// A normal distribution of the constant, of its logarithm where it is fitted on that scale.
  package struct Prior: Hashable, Sendable {
    package var mean: Double
    package var deviation: Double

    package init(mean: Double, deviation: Double) {
      self.mean = mean
      self.deviation = deviation
    }
  }

  package var lower = -Double.infinity
  package var upper = Double.infinity
  /// Whether a fit moves the logarithm of the constant.
  package var isLogarithmic = false
  /// Whether a fit leaves the constant alone.
  package var isFixed = false
  package var prior: Prior?

  package init() {}

  /// Whether a value, with all its elements, lies inside; on a logarithmic scale zero does not.
  package func contains(_ value: Double) -> Bool {
    value >= lower && value <= upper && (!isLogarithmic || value > 0)
  }
}
