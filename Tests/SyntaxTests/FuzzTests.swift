import Diagnostics
import Testing

@testable import Syntax

/// Any bytes are read without a trap, in bounded time, with spans inside the text.
@Suite struct FuzzTests {
  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "\"", "'", "`", ",", ";", "\n", " ", "#|", "|#", "#;", "#", "|",
    "\\", "x", "define", "let", "1", "-1.5", "1/2", "1_0", "--", "0x", "+inf.0", "θ", "é",
    "\u{301}",
    "\u{200B}", "\u{0}", "\r\n", "\t", ".", "@", "#t", "(define (f x)\n", "\n(input x)", "😀",
  ]

  private func check(_ bytes: [UInt8], _ seed: UInt64) {
    let reading = Reading(bytes: bytes)
    for diagnostic in reading.diagnostics {
      for span in [diagnostic.span, diagnostic.fixIt?.span].compactMap({ $0 })
        + diagnostic.notes.map(\.span)
      {
        #expect(
          0 <= span.start && span.start <= span.end && span.end <= bytes.count, "seed \(seed)")
      }
    }
    for node in reading.tree.nodes {
      #expect(
        0 <= node.span.start && node.span.start < node.span.end && node.span.end <= bytes.count,
        "seed \(seed)")
    }
    #expect(reading.tree.roots.allSatisfy { $0.index < reading.tree.nodes.count })
    let source = SourceFile(bytes: bytes)
    let text = TextRenderer(source: source).render(reading.diagnostics)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "seed \(seed)")
    #expect(!JSONRenderer(source: source).render(reading.diagnostics).bytes.contains { $0 < 0x20 })
  }

  @Test func randomPieces() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1_500 {
      let count = Int.random(in: 0...40, using: &generator)
      let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
        .joined()
      check(Array(text.utf8), seed)
    }
  }

  @Test func randomBytes() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1_500 {
      let count = Int.random(in: 0...60, using: &generator)
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, seed)
    }
  }

  @Test func mutatedPrograms() {
    let program = Array(
      """
      (input r (vec 3)) ; comment
      (parameter G 6.674) #| block |#
      (define (gravity [r : (vec 3)] m1 m2)
        (let ((d (norm r))) #;(skip me)
          (scale (/ (* (- G) m1 m2) (* d d d)) r)))
      (gravity r 1/2 [[1 2] [3 4]])
      """.utf8)
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1_500 {
      var bytes = program
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...2, using: &generator) {
        case 0: bytes.remove(at: position)
        case 1: bytes[position] = UInt8.random(in: 0...127, using: &generator)
        default:
          let piece = Self.pieces.randomElement(using: &generator) ?? ""
          bytes.insert(contentsOf: Array(piece.utf8), at: position)
        }
      }
      check(bytes, seed)
    }
  }

  /// Ten times the text takes about ten times as long, whatever it is made of.
  @Test(arguments: [
    "(", ")", "[", "()", "([)]", "\"x\" ", "x ", "1 ", "#;", "#|", "'", "\u{0}\u{1}",
  ])
  func readingIsLinear(_ piece: String) {
    let clock = ContinuousClock()
    func time(_ count: Int) -> Duration {
      let bytes = Array(String(repeating: piece, count: count).utf8)
      return clock.measure { _ = Reading(bytes: bytes) }
    }
    _ = time(1_000)
    let small = (0..<3).map { _ in time(20_000) }.min() ?? .zero
    #expect(time(200_000) < small * 40 + .milliseconds(200))
  }
}
