/// Whether a run is to end before it is done. It is asked some hundred times a second at least, as long
/// as no single operation takes longer, and in the thread of the run.
package typealias Interruption = @Sendable () -> Bool

/// Counts the work of a run, and asks from time to time whether it is to go on.
struct Patience {
  /// How much work is done between two questions: a millisecond's, roughly.
  private static let period = 1 << 15

  private let isInterrupted: Interruption?
  private var work = 0

  init(_ isInterrupted: Interruption?) { self.isInterrupted = isInterrupted }

  /// Notes that an operation has computed so many numbers.
  mutating func note(_ numbers: Int) { work &+= numbers }

  /// Whether the run is to end, before one more step.
  mutating func isOver() -> Bool {
    work &+= 1
    guard work >= Patience.period, let isInterrupted else { return false }
    work = 0
    return isInterrupted()
  }
}
