import Testing

@testable import Syntax

/// What well-formed text reads as.
@Suite struct ReaderTests {
  @Test(arguments: [
    ("", ""),
    ("x", "x"),
    ("(+ a b)", "(+ a b)"),
    ("[1 2 3]", "[1.0 2.0 3.0]"),
    ("[[1 2] [3 4]]", "[[1.0 2.0] [3.0 4.0]]"),
    ("()", "()"),
    ("(a)(b)[c]", "(a) (b) [c]"),
    ("a;comment\nb", "a b"),
    ("a;comment", "a"),
    ("a #| x #| y |# z |# b", "a b"),
    ("a#||#b", "a b"),
    ("#| | # |# x", "x"),
    ("a #;b c", "a c"),
    ("a #;(b (c)) d", "a d"),
    ("#; #; a b c", "c"),
    ("#;#;a b c", "c"),
    ("(f #;x y)", "(f y)"),
    ("#;(a #;b c) d", "d"),
    ("(f #; ; comment\n x y)", "(f y)"),
    ("#t #f #true #false", "1.0 0.0 1.0 0.0"),
    ("θ α neg-k x' ->x ... + - <=? .. :", "θ α neg-k x' ->x ... + - <=? .. :"),
    ("a.b -x +x .x λ₁ x² ∇f", "a.b -x +x .x λ₁ x² ∇f"),
    ("\u{FEFF}x", "x"),
    ("(a\r\n b)\r\n", "(a b)"),
    ("a\tb\u{0C}c\u{A0}d\u{2003}e", "a b c d e"),
    ("+inf.0 -inf.0 +nan.0 -nan.0 +INF.0", "inf -inf nan nan inf"),
    ("pi", "pi"),
  ])
  func reads(_ text: String, _ data: String) {
    let reading = Reading(text)
    #expect(reading.codes == [])
    #expect(reading.data == data)
  }

  @Test func identifiersOfCanonicallyEquivalentSpellingsAreOne() {
    let reading = Reading("e\u{301} \u{E9}")
    #expect(reading.tree.symbols.count == 1)
    #expect(reading.tree[reading.tree.roots[0]].kind == reading.tree[reading.tree.roots[1]].kind)
  }

  @Test func spansCoverTheirText() {
    let text = "(define (f θ) [1.5 x'])"
    let reading = Reading(text)
    let spans = reading.tree.nodes.map(\.span)
    let bytes = Array(text.utf8)
    let words = spans.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
    #expect(
      words == [
        "define", "f", "θ", "(f θ)", "1.5", "x'", "[1.5 x']", "(define (f θ) [1.5 x'])",
      ])
  }

  @Test func depthCountsBrackets() {
    #expect(Reading("x").tree.depth == 0)
    #expect(Reading("(a [b (c)]) (d)").tree.depth == 3)
  }

  @Test func deepNestingIsRead() {
    let depth = Reader.maximumDepth
    let text = String(repeating: "(", count: depth) + "x" + String(repeating: ")", count: depth)
    let reading = Reading(text)
    #expect(reading.codes == [])
    #expect(reading.tree.depth == depth)
    #expect(reading.tree.nodes.count == depth + 1)
  }

  @Test func tooDeepNestingIsReportedOnce() {
    let text = String(repeating: "[", count: 2_000_000)
    let reading = Reading(text)
    #expect(reading.codes == ["NC108"])
    #expect(reading.tree.nodes.isEmpty)
  }

  @Test func manySymbolsKeepTheirSpelling() {
    let names = (0..<20_000).map { "name\($0 % 10_000)" }
    let reading = Reading(names.joined(separator: " "))
    #expect(reading.tree.symbols.count == 10_000)
    #expect(reading.data == names.joined(separator: " "))
  }
}
