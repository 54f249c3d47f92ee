import Diagnostics
import Testing

@testable import Syntax

/// The canonical layout: stable, and true to the data.
@Suite struct FormatterTests {
  private func format(_ text: String) -> String? { Formatter.format(SourceFile(text: text)) }

  @Test(arguments: [
    ("", ""), ("  x  ", "x\n"), ("(+   a\n b)", "(+ a b)\n"), ("( f [ 1 2 ] )", "(f [1 2])\n"),
    ("(input a)(input b)", "(input a)\n(input b)\n"), ("a\n\n\n\nb\n\n", "a\n\nb\n"),
    ("(input r (vec 3))      ; typed   \n(f r)", "(input r (vec 3))  ; typed\n(f r)\n"),
    ("; head\n\n\n; more\nx ; tail", "; head\n\n; more\nx  ; tail\n"),
    ("(f #; x y #;(a  b))", "(f #;x y #;(a b))\n"), ("#; #; a b c", "#;#;a\nb\nc\n"),
    ("(f #| a |# x)", "(f #| a |# x)\n"), ("x\r\ny\r\n", "x\ny\n"), ("\u{FEFF}x", "x\n"),
    ("(let ((x 1)) (* x x))", "(let ((x 1))\n  (* x x))\n"),
    ("(let ((x 1) (y 2)) x)", "(let ((x 1)\n      (y 2))\n  x)\n"),
    ("(let go ((x 1)) (go x))", "(let go ((x 1))\n  (go x))\n"),
    ("(scan ((x 1)) 10 (recur x))", "(scan ((x 1)) 10\n  (recur x))\n"),
    ("(cond ((< x 0) 1) (else 2))", "(cond ((< x 0) 1)\n      (else 2))\n"),
    ("(define (f x) (* x x))", "(define (f x) (* x x))\n"),
    ("(f x ; why\n)", "(f x  ; why\n   )\n"), ("(f ; why\n x)", "(f  ; why\n   x)\n"),
    ("(if a b\n ; otherwise\n c)", "(if a\n    b\n    ; otherwise\n    c)\n"),
    ("#;; gone\n x y", "#;  ; gone\nx\ny\n"),
  ])
  func layouts(_ text: String, _ expected: String) {
    #expect(format(text) == expected)
    #expect(format(expected) == expected)
  }

  @Test func aWholeProgram() {
    let expected = """
      ; Newton's law of gravitation.
      (input r (vec 3))  ; metres
      (input m1)
      (input m2)
      (parameter G 6.674)

      (define (gravity [r : (vec 3)] m1 m2)
        (let ((d (norm r))
              (strength (/ (* (- G) m1 m2) (* d d d)))
              (rotation [[0.36 0.48 -0.8] [-0.8 0.6 0] [0.48 0.64 0.6]])
              (inertia [[0.123456789 0.48 -0.8]
                        [-0.8 0.123456789 0]
                        [0.48 0.64 0.123456789]]))
          (if (> d 0)
              (scale strength r)
              ; Nothing pulls at the centre.
              (zeros 3))))

      (loop ((position r) (velocity [0 0 0]))
        (cond ((> (norm position) 100) position)
              (else (recur (+ position (scale 0.1 velocity))
                           (+ velocity (scale 0.1 (gravity position m1 m2)))))))

      """
    let squeezed = expected.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.drop { $0 == " " }
    }.joined(separator: "\n")
    #expect(format(squeezed) == expected)
    #expect(format(expected) == expected)
  }

  @Test func longVectorsAreFilled() {
    let formatted = format("[" + (0..<60).map(String.init).joined(separator: " ") + "]") ?? ""
    let lines = formatted.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func whatCannotBeReadIsNotFormatted() {
    #expect(format("(f x") == nil)
    #expect(format("1_0") == nil)
  }

  /// A program of random data and comments.
  private func randomProgram(_ generator: inout SeededGenerator) -> String {
    let words = [
      "x", "define", "let", "loop", "scan", "cond", "if", "tabulate", "normalize", "θ", "1", "-2.5",
      "a-rather-long-name-for-a-variable", "+", "lambda", "letrec", "input", "f", "(vec 3)",
    ]
    let gaps = [" ", " ", " ", "\n", "\n\n", "\n\n\n", "\t", "\r\n"]
    var text = ""
    var open: [String] = []
    for _ in 0..<Int.random(in: 1...80, using: &generator) {
      switch Int.random(in: 0...13, using: &generator) {
      case 0...3:
        let isRound = Bool.random(using: &generator)
        text += isRound ? "(" : "["
        open.append(isRound ? ")" : "]")
      case 4...6: text += open.popLast() ?? ""
      case 7: text += "; note \(Int.random(in: 0...9, using: &generator))  \n"
      case 8: text += "#| block |#"
      case 9: text += "#| two\n   lines |#"
      case 10: text += "#;" + (words.randomElement(using: &generator) ?? "")
      default: text += words.randomElement(using: &generator) ?? ""
      }
      text += gaps.randomElement(using: &generator) ?? ""
    }
    return text + open.reversed().joined()
  }

  /// The comments of a text, without blanks at the end of lines.
  private func comments(_ text: String) -> [String] {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      var lexer = Lexer(bytes)
      var found: [String] = []
      while true {
        let token = lexer.nextOrComment()
        if token.kind == .end { return found }
        guard token.kind == .lineComment || token.kind == .blockComment else { continue }
        var comment = lexer.text(token.start, token.end)[...]
        while comment.last?.isWhitespace == true { comment.removeLast() }
        found.append(String(comment))
      }
    }
  }

  @Test func formattingIsStableAndKeepsEverything() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let program = randomProgram(&generator)
      let reading = Reading(program)
      guard let formatted = format(program) else {
        #expect(!reading.codes.isEmpty, "seed \(seed)")
        continue
      }
      #expect(Reading(formatted).data == reading.data, "seed \(seed): \(program)")
      #expect(comments(formatted) == comments(program), "seed \(seed): \(program)")
      #expect(format(formatted) == formatted, "seed \(seed): \(program.debugDescription)")
      #expect(!formatted.contains("\n\n\n"), "seed \(seed)")
    }
  }

  @Test(arguments: [
    ("(", ")", 100_000), ("[", "]", 100_000), ("(f x ", ")", 15_000), ("(f (g x) ", ")", 15_000),
    ("(let ((x 1)) ", ")", 15_000),
  ])
  func deepNestingStaysSmall(_ opening: String, _ closing: String, _ depth: Int) throws {
    let text =
      String(repeating: opening, count: depth) + "y" + String(repeating: closing, count: depth)
    let formatted = try #require(format(text))
    #expect(formatted.utf8.count < 100 * text.utf8.count)
    let isSame = Reading(formatted).data == Reading(text).data
    #expect(isSame)
  }
}
