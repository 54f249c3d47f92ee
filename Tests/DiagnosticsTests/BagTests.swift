import Testing

@testable import Diagnostics

/// What the collection of diagnostics keeps.
@Suite struct BagTests {
  private func error(_ start: Int, _ end: Int, notes: [Diagnostic.Note] = []) -> Diagnostic {
    Diagnostic(.strayToken, "stray", at: Span(start, end), notes: notes)
  }

  @Test func theSameIsKeptOnceAndInOrder() {
    var bag = DiagnosticBag()
    for start in [5, 2, 5, 9, 2] { bag.report(error(start, start + 1)) }
    bag.report(Diagnostic(.unusedInput, "unused", at: Span(5, 6)))
    #expect(bag.sorted.map(\.span.start) == [2, 5, 5, 9])
    #expect(bag.sorted.map(\.code) == [.strayToken, .strayToken, .unusedInput, .strayToken])
  }

  @Test func warningsAreNoErrors() {
    var bag = DiagnosticBag()
    bag.report(Diagnostic(.unusedInput, "unused", at: Span(5, 6)))
    #expect(!bag.hasErrors)
    bag.report(error(0, 1))
    #expect(bag.hasErrors)
  }

  @Test func numbersAreBoundedForEachSeverity() {
    var bag = DiagnosticBag()
    for start in 0..<DiagnosticBag.limit + 5 {
      bag.report(Diagnostic(.unusedInput, "unused", at: Span(start, start)))
    }
    #expect(bag.sorted.count == DiagnosticBag.limit)
    bag.report(error(0, 1))
    #expect(bag.sorted.count == DiagnosticBag.limit + 1)
    #expect(bag.hasErrors)
  }

  @Test func silencedPartsAndTheirUsesAreNotReported() {
    var bag = DiagnosticBag()
    bag.report(error(12, 13))
    bag.silence([Span(30, 40), Span(10, 20), Span(15, 25)])
    bag.report(error(10, 11))
    bag.report(error(18, 25))
    bag.report(error(35, 40))
    bag.report(error(50, 51, notes: [.init("defined here", at: Span(11, 12))]))
    #expect(bag.sorted.map(\.span) == [Span(12, 13)])
    bag.report(error(24, 26))
    bag.report(error(25, 30))
    bag.report(error(50, 51))
    bag.report(Diagnostic(.unknownEntry, "no entry", at: .none))
    #expect(
      bag.sorted.map(\.span) == [.none, Span(12, 13), Span(24, 26), Span(25, 30), Span(50, 51)])
  }
}
