/// Finds what a misspelt name was probably meant to be.
package enum Suggestion {
  /// Names longer than this, in UTF-8 bytes, get no suggestion.
  private static let longestName = 64
  /// How many candidates are looked at.
  private static let mostCandidates = 1_000

  /// The candidate closest to a name, of equals the one that begins more alike, then the first; `nil` where none is close.
  package static func closest(
    to name: String, among candidates: some Sequence<String>
  ) -> String? {
    let target = Word(name)
    guard target.letters.count <= longestName else { return nil }
    var best: String?
    var bestPrefix = 0
    var bestDistance = tolerance(for: target.letters.count) + 1
    for candidate in candidates.prefix(mostCandidates) where candidate != name {
      if abs(candidate.utf8.count - name.utf8.count) > 8 { continue }
      let word = Word(candidate)
      if word.letters.count > 1, word.canonical == target.canonical { return candidate }
      if word.differsByMore(than: bestDistance, from: target) { continue }
      let distance = distance(target.letters, word.letters, limit: bestDistance)
      let prefix = zip(word.letters, target.letters).prefix { $0 == $1 }.count
      let isBetter = distance < bestDistance || (distance == bestDistance && prefix > bestPrefix)
      if isBetter, distance <= tolerance(for: target.letters.count),
        distance < max(word.letters.count, target.letters.count)
      {
        (best, bestDistance, bestPrefix) = (candidate, distance, prefix)
      }
    }
    return best
  }

  /// Whether a name is certainly another one with a slip of the pen: a letter too many, a letter
  /// missing, or two exchanged, inside a word of five letters or more. A digit, an ending, or another
  /// letter in its place may tell names apart: `force2`, `weights`, `x-axis` and `y-axis`.
  package static func isTypingError(_ name: String, for meant: String) -> Bool {
    let letters = Word(name).letters
    let others = Word(meant).letters
    guard letters.count >= 5, letters.count <= longestName, letters.allSatisfy(isPlainLetter),
      others.allSatisfy(isPlainLetter), letters.first == others.first, letters.last == others.last
    else { return false }
    if letters.count == others.count, letters.sorted() != others.sorted() { return false }
    return distance(letters, others, limit: 1) == 1
  }

  /// Whether a letter is one of the alphabet.
  private static func isPlainLetter(_ letter: UInt32) -> Bool { (letter | 0x20) &- 0x61 < 26 }

  /// How many slips a name of some length may have: none in one letter, one in two to five, two up
  /// to eight, three beyond.
  private static func tolerance(for length: Int) -> Int {
    length < 2 ? 0 : min(3, max(1, length / 3))
  }

  /// A name, prepared for comparison.
  private struct Word {
    let letters: [UInt32]
    /// A bit for each letter that occurs, to tell quickly that two names are far apart.
    let signature: UInt64

    init(_ name: String) {
      letters = name.unicodeScalars.map(\.value)
      signature = letters.reduce(0) { $0 | 1 << UInt64($1 & 63) }
    }

    /// The name without regard to capitals, hyphens and underscores.
    var canonical: [UInt32] {
      letters.filter { $0 != 0x2D && $0 != 0x5F }.map { 0x41...0x5A ~= $0 ? $0 + 32 : $0 }
    }

    /// Whether more slips than the limit certainly lie between two names: one changes at most two
    /// letters of the signature.
    func differsByMore(than limit: Int, from other: Word) -> Bool {
      abs(letters.count - other.letters.count) > limit
        || (signature ^ other.signature).nonzeroBitCount > 2 * limit
    }
  }

  /// How many letters must be inserted, removed, replaced or swapped with their neighbour
  /// (Damerau-Levenshtein, each pair swapped once); more than `limit` where it is past it.
  static func distance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in right.indices {
        let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
        var cheapest = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cheapest = min(cheapest, beforeLast[column - 1] + 1)
        }
        current.append(cheapest)
      }
      if current.min() ?? 0 > limit { return limit + 1 }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
