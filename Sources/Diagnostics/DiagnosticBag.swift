/// Collects the diagnostics of one program, each (code, span) once.
package struct DiagnosticBag: Sendable {
  /// How many errors, and how many warnings, are kept: a text of ten million mistakes must not fill
  /// the memory.
  package static let limit = 10_000

  private var seen: Set<Key> = []
  private var collected: [Diagnostic] = []
  private var errorCount = 0
  /// Parts of the text that were guessed at, in order and apart from each other.
  private var silenced: [Span] = []

  private struct Key: Hashable {
    let code: Code
    let span: Span
  }

  package init() {}

  /// Drops what is reported from now on about parts of the text: their brackets were repaired by
  /// guessing, so that further messages about them, or about uses of what they define, would often
  /// be consequences of the mistake that has been reported.
  package mutating func silence(_ spans: [Span]) {
    silenced = DiagnosticBag.merged(silenced + spans)
  }

  /// Adds a diagnostic unless one of the same code stands at the same span.
  package mutating func report(_ diagnostic: Diagnostic) {
    if isSilenced(diagnostic.span) || diagnostic.notes.contains(where: { isSilenced($0.span) }) {
      return
    }
    let isError = diagnostic.severity == .error
    guard (isError ? errorCount : collected.count - errorCount) < Self.limit else { return }
    if seen.insert(Key(code: diagnostic.code, span: diagnostic.span)).inserted {
      collected.append(diagnostic)
      if isError { errorCount += 1 }
    }
  }

  /// Whether parts of the text were guessed at.
  package var hasSilence: Bool { !silenced.isEmpty }

  /// Whether a place lies in a part that was guessed at.
  package func isSilenced(_ span: Span) -> Bool {
    guard !silenced.isEmpty, span != .none else { return false }
    var low = 0
    var high = silenced.count
    while low < high {
      let middle = (low + high) / 2
      if silenced[middle].start <= span.start { low = middle + 1 } else { high = middle }
    }
    return low > 0 && span.end <= silenced[low - 1].end
  }

  /// Forgets the warnings of some codes.
  package mutating func discard(_ codes: Set<Code>) {
    collected.removeAll { codes.contains($0.code) && $0.severity == .warning }
  }

  /// Takes back what was said about words and commas inside some places, in the order of the text:
  /// they have been reported as a whole.
  package mutating func withdrawLexical(inside places: [Span]) {
    guard !places.isEmpty else { return }
    var places = DiagnosticBag.merged(places)[...]
    let withdrawn = Set(
      sorted.filter { diagnostic in
        guard diagnostic.code == .malformedNumber || diagnostic.code == .strayToken else {
          return false
        }
        while let first = places.first, first.end <= diagnostic.span.start { places.removeFirst() }
        return places.first.map { $0.start <= diagnostic.span.start } ?? false
      })
    collected.removeAll(where: withdrawn.contains)
    errorCount -= withdrawn.count
  }

  /// Places in order and apart from each other.
  private static func merged(_ spans: [Span]) -> [Span] {
    spans.sorted { $0.start < $1.start }.reduce(into: []) { merged, span in
      if let last = merged.last, span.start <= last.end {
        merged[merged.count - 1] = last.union(span)
      } else {
        merged.append(span)
      }
    }
  }

  package var hasErrors: Bool { errorCount > 0 }

  /// All diagnostics in the order of the source text.
  package var sorted: [Diagnostic] {
    collected.enumerated().sorted {
      ($0.element.span.start, $0.offset) < ($1.element.span.start, $1.offset)
    }.map(\.element)
  }
}
