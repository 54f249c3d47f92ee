import Testing

@testable import Syntax

/// One slip with brackets is one message, at a sensible place.
@Suite struct BracketTests {
  @Test(arguments: [
    ("(f x", "NC101@0", "(f x)"),
    ("(f (g x)", "NC101@0", "(f (g x))"),
    ("(f [1 2)", "NC101@3", "(f [1.0 2.0])"),
    ("[(f x 1]", "NC101@1", "[(f x 1.0)]"),
    ("[(f x]]", "NC103@5", "[(f x)]"),
    ("(f x]", "NC103@4", "(f x)"),
    ("(norm [x y z)]", "NC103@12", "(norm [x y z])"),
    ("(a [b (c [d)]])", "NC103@11", "(a [b (c [d])])"),
    ("(f x])", "NC102@4", "(f x)"),
    ("((f x])", "NC103@5", "((f x))"),
    ("(f x))", "NC102@5", "(f x)"),
    ("(f x)))) y", "NC102@5", "(f x) y"),
    (")", "NC102@0", ""),
    ("] (f x)", "NC102@0", "(f x)"),
    ("(f (g [1 2] x) y]", "NC103@16", "(f (g [1.0 2.0] x) y)"),
    ("(f [[1 2) 3])", "NC103@8", "(f [[1.0 2.0] 3.0])"),
    ("(f [(g x)) 1)", "NC103@9", "(f [(g x)] 1.0)"),
    ("(a {b c} d)", "NC105@3", "(a <error> d)"),
    ("(a\n(b c)", "NC101@0", "(a) (b c)"),
  ])
  func oneSlip(_ text: String, _ expected: String, _ data: String) {
    let reading = Reading(text)
    let found = reading.diagnostics.map { "\($0.code.rawValue)@\($0.span.start)" }
    #expect(found == [expected])
    #expect(reading.data == data)
  }

  @Test func aFormAtTheMarginEndsTheFormBefore() {
    let text = """
      (input x)
      (define (f x)
        (+ x (* 2 3))
      (define (g y) y)
      (define (h y
        (+ y 1))
      (f (g x))
      """
    let reading = Reading(text)
    #expect(reading.codes == ["NC101", "NC101"])
    #expect(
      reading.data == """
        (input x) (define (f x) (+ x (* 2.0 3.0))) (define (g y) y) \
        (define (h y (+ y 1.0))) (f (g x))
        """)
    #expect(reading.diagnostics[0].notes.first?.message == "the next form begins here")
  }

  @Test func indentationTellsWhereABracketIsMissing() {
    let text = """
      (define (f x)
        (let ((a (+ x 1))
          (* a 2)))
      (f 1)
      """
    let reading = Reading(text)
    #expect(reading.codes == ["NC101"])
    #expect(reading.diagnostics[0].span.start == 21)
    #expect(reading.diagnostics[0].fixIt?.span.start == 33)
    #expect(reading.diagnostics[0].notes.map(\.span.start) == [38])
  }

  @Test func balancedTextIsReadAsItStands() {
    let text = "(let ((x 1))\n(define y 2)\n(+ x y))"
    #expect(Reading(text).codes == [])
  }

  /// Removing any one closing bracket of a program gives exactly one message, of NC101 or NC103.
  @Test func anyMissingClosingBracketIsOneMessage() {
    let program = """
      (input r (vec 3))
      (define (gravity r m1 m2)
        (let ((d (norm r)))
          (scale (/ (* (- G) m1 m2) (* d d d)) [1 2 (+ 3 4)])))
      (define (twice x) (* [[1 2] [3 4]] x))
      (gravity r (twice 1) 2)
      """
    let bytes = Array(program.utf8)
    for index in bytes.indices where bytes[index] == 0x29 || bytes[index] == 0x5D {
      var broken = bytes
      broken.remove(at: index)
      let codes = Reading(bytes: broken).codes
      #expect(codes == ["NC101"] || codes == ["NC103"], "without the byte at \(index)")
    }
  }

  /// Adding any one closing bracket gives exactly one message.
  @Test func anyExtraClosingBracketIsOneMessage() {
    let program = "(define (f x)\n  (+ x [1 2]))\n(f (g x) (h [3 4]))"
    let bytes = Array(program.utf8)
    for index in 0...bytes.count {
      for bracket in ")]".utf8 {
        var broken = bytes
        broken.insert(bracket, at: index)
        #expect(Reading(bytes: broken).codes.count == 1, "with a bracket at \(index)")
      }
    }
  }

  /// Where nested lists may lack the bracket, or have one too many, nobody knows which is meant.
  @Test(arguments: [
    "(f (g x y)", "(* 2 (+ x) 1))", "x)", "(f (g x)))", "(define (f x) (+ x 1)", "sin x)",
  ])
  func uncertainBracketsHaveNoFixIt(_ text: String) {
    let diagnostics = Reading(text).diagnostics
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.fixIt == nil)
  }

  /// The fix-its of unbalanced text balance it.
  @Test(arguments: [
    "(f x", "(f (g [x", "(f [1 2)", "(f x]", "(f x))", "(a\n(b c)", "[(f x 1]", "(norm [x y z) ]",
    "(define (f x)\n  (let ((a (+ x 1))\n    (* a 2)))\n(f 1)",
  ])
  func fixItsBalance(_ text: String) {
    var bytes = Array(text.utf8)
    let fixIts = Reading(text).diagnostics.compactMap(\.fixIt)
    #expect(!fixIts.isEmpty)
    for fixIt in fixIts.reversed() {
      bytes.replaceSubrange(fixIt.span.start..<fixIt.span.end, with: Array(fixIt.replacement.utf8))
    }
    #expect(Reading(bytes: bytes).codes == [])
  }
}
