import Testing

@testable import Elaboration

/// A program, the types that its inputs must get, and that of its result.
struct InferenceCase: Sendable, CustomTestStringConvertible {
  let text: String
  let inputs: [String: String]
  let result: String
  var testDescription: String { text }

  init(_ text: String, _ inputs: [String: String], _ result: String) {
    self.text = text
    self.inputs = inputs
    self.result = result
  }
}

@Suite struct InferenceTests {
  static let cases: [InferenceCase] = [
    .init("x", ["x": "real"], "real"),
    .init("(+ x y)", ["x": "real", "y": "real"], "real"),
    .init("(+ x [1 2 3])", ["x": "real"], "(vec 3)"),
    .init("(dot x [1 2 3])", ["x": "(vec 3)"], "real"),
    .init("(dot x y)", ["x": "(vec n0)", "y": "(vec n0)"], "real"),
    .init("(dot (+ x y) z)", ["x": "real", "y": "(vec n0)", "z": "(vec n0)"], "real"),
    .init("(dot (+ x 1) z)", ["x": "(vec n0)", "z": "(vec n0)"], "real"),
    .init("(if c x [1 2])", ["c": "real", "x": "(vec 2)"], "(vec 2)"),
    .init("(matvec a x)", ["a": "(mat n0 n1)", "x": "(vec n1)"], "(vec n0)"),
    .init("(det (matmul a b))", ["a": "(mat n0 n1)", "b": "(mat n1 n0)"], "real"),
    .init("(scale s v)", ["s": "real", "v": "(vec n0)"], "(vec n0)"),
    .init("(scale s (outer v v))", ["s": "real", "v": "(vec n0)"], "(mat n0 n0)"),
    .init("(append x [1 2])", ["x": "(vec n0)"], "(vec n0 + 2)"),
    .init("(+ (append x [1 2]) [1 2 3 4 5])", ["x": "(vec 3)"], "(vec 5)"),
    .init("(+ y (append x [0]))", ["y": "real", "x": "(vec n0)"], "(vec n0 + 1)"),
    .init("(dot y (append x [0]))", ["y": "(vec n0 + 1)", "x": "(vec n0)"], "real"),
    .init("[[a b] [c d]]", ["a": "real", "b": "real", "c": "real", "d": "real"], "(mat 2 2)"),
    .init("(mat r [1 2 3])", ["r": "(vec 3)"], "(mat 2 3)"),
    .init("(slice v 1 3)", ["v": "(vec n0)"], "(vec 2)"),
    .init("(define n 4) (zeros (+ n 1))", [:], "(vec 5)"),
    .init("(define n 4) (input u (vec n)) (vsum u)", ["u": "(vec 4)"], "real"),
    .init(
      "(input u (vec k)) (input w (vec k)) (+ u w)", ["u": "(vec n0)", "w": "(vec n0)"], "(vec n0)"),
    .init(
      "(loop ((s v) (i 0)) (if (< i 3) (recur (+ s [1 2]) (+ i 1)) s))", ["v": "(vec 2)"], "(vec 2)"
    ),
    .init("(input v (vec 4)) (tabulate (i (vlen v)) (* i (ref v i)))", ["v": "(vec 4)"], "(vec 4)"),
    .init("(scan ((x a)) 7 (recur (* x 2)))", ["a": "real"], "(vec 7)"),
    .init("(scan ((x a)) 7 (recur (+ x [1 2])))", ["a": "(vec 2)"], "(mat 7 2)"),
    .init("(scan ((x a) (y b)) 7 (recur y x))", ["a": "real", "b": "real"], "(mat 7 2)"),
    .init("(tabulate (i 3) (scale i v))", ["v": "(vec n0)"], "(mat 3 n0)"),
    .init("(define (sq x) (* x x)) (+ (sq a) (vsum (sq [1 2])))", ["a": "real"], "real"),
    .init("(define (len v) (sqrt (dot v v))) (len w)", ["w": "(vec n0)"], "real"),
    .init("(define (fact n) (if (< n 1) 1 (* n (fact (- n 1))))) (fact k)", ["k": "real"], "real"),
    .init("(define (f [r : (vec 3)]) (norm r)) (f x)", ["x": "(vec 3)"], "real"),
    .init("(parameter k [1 2 3]) (dot k x)", ["x": "(vec 3)"], "real"),
  ]

  @Test(arguments: cases)
  func infers(_ example: InferenceCase) {
    let elaborated = Elaborated(example.text)
    #expect(elaborated.problems.filter { $0.hasPrefix("NC1") || $0 < "NC5" } == [])
    #expect(elaborated.inputs == example.inputs)
    #expect(elaborated.result == example.result)
  }

  @Test func inputsAreInOrderOfAppearance() {
    let names = Elaborated("(define (f z) (* z b)) (+ (f a) c b)").program?.inputs.map(\.name)
    #expect(names == ["b", "a", "c"])
  }

  @Test func functionsAreLoweredOncePerTypes() {
    let program = Elaborated("(define (sq x) (* x x)) (+ (sq a) (sq b) (vsum (sq [1 2])))").program
    #expect(program?.functions.count == 3)
  }

  @Test(arguments: [
    "(define (ack m n) (if (= m 0) (+ n 1) (if (= n 0) (ack (- m 1) 1) (ack (- m 1) (ack m (- n 1)))))) (ack a b)",
    "(define (tak x y z) (if (>= y x) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)))) (tak a b c)",
    "(define (f n a) (if (= n 0) a (f (- n 1) (+ (f (- n 1) a) (f (- n 2) (f (- n 3) (* a a))))))) (f n a)",
  ])
  func recursionInItsOwnArgumentsIsOneInstance(_ text: String) {
    #expect(Elaborated(text).program?.functions.count == 2)
  }

  @Test func doublingCallsStayLinear() {
    var text = "(define (f0 x) (* x x))\n"
    for level in 1...200 {
      text += "(define (f\(level) x) (+ (f\(level - 1) x) (f\(level - 1) (f\(level - 1) x))))\n"
    }
    let program = Elaborated(text + "(f200 (+ a b))").program
    #expect(program?.functions.count == 202)
  }
}
