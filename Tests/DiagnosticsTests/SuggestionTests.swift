import Testing

@testable import Diagnostics

/// "Did you mean" finds slips, and nothing else.
@Suite struct SuggestionTests {
  @Test(arguments: [
    ("sqr", "sqrt"), ("squrt", "sqrt"), ("nrom", "norm"), ("normalise", "normalize"),
    ("SIN", "sin"), ("mat-mul", "matmul"), ("si", "sin"),
  ])
  func findsSlips(_ name: String, _ expected: String) {
    let candidates = ["cos", "sin", "sqrt", "norm", "normalize", "matmul", "vsum", "det"]
    let found = Suggestion.closest(to: name, among: candidates)
    #expect(found == expected)
  }

  @Test(arguments: ["x", "ab", "gravity", "", "zzz"])
  func suggestsNothingFarAway(_ name: String) {
    #expect(Suggestion.closest(to: name, among: ["y", "cd", "sqrt", "normalize"]) == nil)
  }

  @Test func ofEqualsTheOneThatBeginsMoreAlikeIsTakenThenTheFirst() {
    #expect(Suggestion.closest(to: "cat", among: ["bat", "rat", "cut"]) == "cut")
    #expect(Suggestion.closest(to: "cat", among: ["bat", "rat"]) == "bat")
    #expect(Suggestion.closest(to: "sinn", among: ["sign", "sin"]) == "sin")
  }

  @Test(arguments: [
    ("abcd", "acbd", 1), ("", "abc", 3), ("ca", "abc", 3), ("kitten", "sitting", 3),
  ])
  func distances(_ left: String, _ right: String, _ expected: Int) {
    let letters = [left, right].map { $0.unicodeScalars.map(\.value) }
    #expect(Suggestion.distance(letters[0], letters[1], limit: 10) == expected)
    #expect(Suggestion.distance(letters[1], letters[0], limit: 10) == expected)
  }

  @Test(arguments: [
    ("velocty", "velocity"), ("matmmul", "matmul"), ("graivty", "gravity"),
  ])
  func typingErrorsAreCertain(_ name: String, _ meant: String) {
    #expect(Suggestion.isTypingError(name, for: meant))
    #expect(Suggestion.isTypingError(meant, for: name))
  }

  /// Names that may well be two.
  @Test(arguments: [
    ("force1", "force2"), ("weight", "weights"), ("x-axis", "y-axis"), ("theta", "theta'"),
    ("asinh", "asin"), ("expm", "expm1"), ("alpha", "Alpha"), ("mass", "mas"),
    ("rate_a", "rate_ab"),
    ("tensor", "sensor"), ("kinetic", "kinetik"), ("velocity", "velovity"),
  ])
  func namesThatMayBeTwoAreNot(_ name: String, _ other: String) {
    #expect(!Suggestion.isTypingError(name, for: other))
  }

  @Test func hostileNamesCostLittle() {
    let name = String(repeating: "a", count: 1_000_000)
    let candidates = (0..<100_000).map { "candidate-\($0)" } + [name + "b"]
    #expect(Suggestion.closest(to: name, among: candidates) == nil)
    #expect(Suggestion.closest(to: "candidate-1x", among: candidates) == "candidate-1")
  }
}
