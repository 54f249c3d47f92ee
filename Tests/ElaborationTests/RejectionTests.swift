import Testing

@testable import Elaboration

/// A program and the problems it must show: code and the text that is pointed at.
struct RejectionCase: Sendable, CustomTestStringConvertible {
  let text: String
  let problems: [String]
  var testDescription: String { text }

  init(_ text: String, _ problems: String...) {
    self.text = text
    self.problems = problems
  }
}

@Suite struct RejectionTests {
  static let cases: [RejectionCase] = [
    .init("(if x 1)", "NC205 (if x 1)"),
    .init("(cond (x 1))", "NC205 (cond (x 1))"),
    .init("()", "NC207 ()"),
    .init("(foo 1)", "NC301 foo"),
    .init("(input x) (+ x y)", "NC302 y"),
    .init("(define (f x) x) (+ f 1)", "NC303 f"),
    .init("(let ((g sin)) (g 1))", "NC303 sin"),
    .init("(3 4)", "NC304 3"),
    .init("(define a b) (define b a) a", "NC305 a"),
    .init("(sqrt 1 2)", "NC401 (sqrt 1 2)"),
    .init("(define (f x) x) (f 1 2)", "NC401 (f 1 2)"),
    .init("(dot 1 [1 2])", "NC402 1"),
    .init("(dot [1 2] [1 2 3])", "NC403 [1 2 3]"),
    .init("(+ [1 2] [1 2 3])", "NC403 [1 2 3]"),
    .init("(matmul [[1 2]] [[3 4]])", "NC403 [[3 4]]"),
    .init("(cross [1 2] [3 4])", "NC403 [1 2]"),
    .init("(** x 2)", "NC301 **"),
    .init("(+ [1 2] [[1 2] [3 4]])", "NC404 [[1 2] [3 4]]"),
    .init("(if x 1 [1 2])", "NC405 [1 2]"),
    .init("(if [1 2] 1 2)", "NC407 [1 2]"),
    .init("(loop ((x 0)) (if (< x 1) (recur [1 2]) x))", "NC406 [1 2]"),
    .init("(zeros n)", "NC408 n"),
    .init("(input v (vec 2)) (input w (vec 3)) (dot v w)", "NC403 w"),
    .init("(input v (vec 2)) (define (f x) (+ x 1)) (sqrt (dot (f v) (f 2)))", "NC402 (f 2)"),
    .init("(zeros 1.5)", "NC409 1.5"),
    .init("(zeros 20000 20000)", "NC409 (zeros 20000 20000)"),
    .init("(parameter k (zeros 100000000)) (vsum k)", "NC414 (zeros 100000000)"),
    .init("(zeros -1)", "NC409 -1"),
    .init("(ref [1 2] 2)", "NC410 2"),
    .init("(slice [1 2 3] 1 4)", "NC410 4"),
    .init("(slice [1 2 3] 2 1)", "NC409 1"),
    .init("(define (f v) (f (append v [1]))) (f [1])", "NC412 (f (append v [1]))"),
    .init("(input x (tensor 3)) x", "NC413 (tensor 3)"),
    .init("(parameter k x) (* k x)", "NC414 x"),
    .init("(recur 1)", "NC208 (recur 1)"),
    .init("(loop ((x y)) (if x (+ 1 (recur x)) 0))", "NC208 (recur x)"),
    .init("(loop ((x y)) (if x (recur x x) 0))", "NC209 (recur x x)"),
    .init("(loop ((x y)) (let ((f (lambda (a) (recur a)))) (f x)))", "NC210 (recur a)"),
    .init("(scan ((x y)) 3 (if x (recur x) 1))", "NC211 1"),
    .init("(let ((x 1) (x 2)) x)", "NC206 x"),
    .init("(let ((x 1)) (define y 2) (+ x y))", "NC204 (define y 2)", "NC202 (define y 2)"),
    .init("(define (f x) x)", "NC203 )"),
    .init("1 2", "NC204 1"),
    .init("(let ((y 1)) x)", "NC501 y"),
    .init("(input a) (input b) a", "NC502 b"),
    .init("(/ 1 0)", "NC503 (/ 1 0)"),
    .init("(loop ((x y)) (recur x))", "NC504 (loop ((x y)) (recur x))"),
    .init("(define (g v) (+ (dot v 1) (sqrt))) 1", "NC401 (sqrt)", "NC402 1"),
  ]

  @Test(arguments: cases)
  func reports(_ example: RejectionCase) {
    #expect(Set(Elaborated(example.text).problems) == Set(example.problems))
  }

  @Test func optionsAreChecked() {
    #expect(Elaborated("(f 1)") { $0.entry = "h" }.problems.contains("NC307 "))
    let twice = Elaborated("(input a) (parameter k 1) (define (f a k) (* a k)) (* k a)") {
      $0.entry = "f"
    }
    #expect(twice.problems == ["NC206 a", "NC206 k"])
    let option = ElaborationOptions.ParameterOption(name: "q", initial: .real(1))
    #expect(Elaborated("(* x 2)") { $0.parameters = [option] }.problems == ["NC308 "])
  }

  @Test func optionsDeclare() {
    let elaborated = Elaborated("(* m (pow c 2))") {
      $0.parameters = [.init(name: "c", initial: .real(3))]
    }
    #expect(elaborated.program?.parameters.map(\.name) == ["c"])
    #expect(elaborated.program?.inputs.map(\.name) == ["m"])
    let typed = Elaborated("(define (f r c) (* c (norm r)))") {
      $0.entry = "f"
      $0.inputs = [.init(name: "r", type: "(vec 3)")]
      $0.parameters = [.init(name: "c", initial: .real(3))]
    }
    #expect(typed.inputs == ["r": "(vec 3)"])
    #expect(typed.program?.parameters.map(\.name) == ["c"])
  }
}

/// One missing bracket is one mistake.
@Suite struct MissingBracketTests {
  static let program = """
    (input r (vec 3))
    (input m)
    (parameter G 6.674)
    (define (force r m)
      (let ((d (norm r)))
        (scale (/ (* G m) (* d d d)) r)))
    (define (twice f) (* 2 f))
    (vsum (twice (force r m)))
    """

  @Test(
    arguments: program.indices.filter { "()".contains(program[$0]) }.map {
      program.distance(from: program.startIndex, to: $0)
    })
  func givesOneError(_ offset: Int) {
    var text = Self.program
    text.remove(at: text.index(text.startIndex, offsetBy: offset))
    let problems = Elaborated(text).problems
    #expect(problems.count == 1, "without character \(offset): \(problems)")
  }
}
