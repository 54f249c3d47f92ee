import Diagnostics
import Testing

@testable import Syntax

/// What the language does not have is reported once each, and reading goes on.
@Suite struct StrayTests {
  @Test(arguments: [
    ("(f \"a b\" x)", "(f <error> x)"), ("(f \"a\\\" b\" x)", "(f <error> x)"),
    ("(f \"open\n x)", "(f <error> x)"), ("(f \"open)", "(f <error>)"),
    ("(f 'a b)", "(f <error> b)"),
    ("(f '(1 2) b)", "(f <error> b)"), ("(f ')", "(f)"), ("`x", "<error>"), ("(f a, b)", "(f a b)"),
    ("(f ,@a)", "(f a)"), ("#\\a", "<error>"), ("#\\( x", "<error> x"), ("#\\space", "<error>"),
    ("#(1 2)", "<error>"), ("#foo", "<error>"), ("|a b| c", "<error> c"), ("{a b}", "<error>"),
    ("(f \u{0}\u{0}\u{0} x)", "(f x)"), ("a \u{1B} b", "a b"), ("a\u{200B}b", "a b"),
    ("“x”", "x"), ("a \u{202E} b", "a b"), ("a − b", "a <error> b"),
    ("(f −5 x−y)", "(f <error> <error>)"), ("\\ x", "x"), ("a @ b", "a b"),
    ("x \u{FEFF} y", "x y"), ("x \u{FFFD} y", "x \u{FFFD} y"), ("\u{10FFFF}", ""),
  ])
  func strayTokens(_ text: String, _ data: String) {
    let reading = Reading(text)
    let count = text == "“x”" || text.hasPrefix("(f −5") ? 2 : text == "x \u{FFFD} y" ? 0 : 1
    #expect(reading.codes == Array(repeating: "NC105", count: count))
    #expect(reading.data == data)
  }

  @Test(arguments: ["#| a", "x #| #| |#", "#|#|#|", "(f x #| y)", "[(f #|"])
  func unterminatedComments(_ text: String) { #expect(Reading(text).codes == ["NC106"]) }

  @Test(arguments: ["#;", "(a #;)", "[#; #; b]", "x #; ; y"])
  func datumCommentsNeedData(_ text: String) { #expect(Reading(text).codes == ["NC106"]) }

  @Test(
    arguments: [
      ([0x61, 0xFF], 1), ([0xC0, 0x80], 0), ([0x61, 0xED, 0xA0, 0x80], 1), ([0xE2, 0x82], 0),
      ([0xF4, 0x90, 0x80, 0x80], 0), ([0x80], 0), ([0x28, 0x29, 0xF0, 0x9F, 0x98], 2),
      ([0x28, 0x28, 0x28, 0x28, 0x28, 0x28, 0x28, 0x28, 0x28, 0xFE], 9),
    ] as [([UInt8], Int)])
  func invalidUTF8(_ bytes: [UInt8], _ offset: Int) {
    let reading = Reading(bytes: bytes)
    #expect(reading.codes == ["NC107"])
    #expect(reading.diagnostics.first?.span == Span(offset, offset + 1))
    #expect(reading.tree.nodes.isEmpty)
  }

  @Test func mistakesWithoutEndAreBounded() {
    let reading = Reading(String(repeating: "\" 1_0 ) ", count: 100_000))
    #expect(reading.diagnostics.count == DiagnosticBag.limit)
  }
}
