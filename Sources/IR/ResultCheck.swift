/// What a kernel looks for among its results, before it gives any of them. Where it finds that, its
/// caller has to ask a more careful one.
package struct ResultCheck: Hashable, Sendable {
  /// What a result may not have in it.
  package enum Fault: Hashable, Sendable {
    case notANumber
    /// NaN or an infinity.
    case notFinite
  }

  /// The positions of the results.
  package let results: [Int]
  package let fault: Fault

  package init(results: [Int], fault: Fault) {
    self.results = results
    self.fault = fault
  }

  /// Nothing is looked at.
  package static let none = ResultCheck(results: [], fault: .notANumber)

  package var isEmpty: Bool { results.isEmpty }
}
