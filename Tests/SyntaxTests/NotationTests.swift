import Testing

@testable import Syntax

/// What other languages write is translated, and what is a name here is left alone.
@Suite struct NotationTests {
  @Test(arguments: [
    ("-x", "(- x)"), ("m*c^2", "(* m (square c))"), ("a - b - c", "(- a b c)"),
    ("a - (b - c)", "(- a (- b c))"), ("a/b/c", "(/ a b c)"), ("a^b^c", "(pow a (pow b c))"),
    ("-x^2", "(- (square x))"), ("2^-1", "(pow 2 -1)"), ("a < b", "(< a b)"),
    ("0 < x < 1", "(< 0 x 1)"), ("!a && b", "(and (not a) b)"), ("f(x, y+1)", "(f x (+ y 1))"),
    ("(sin x) + 1", "(+ (sin x) 1)"), ("(+ a b) * c", "(* (+ a b) c)"),
    ("[1, 2] + v", "(+ [1 2] v)"),
    ("v[i]*2", "(* (ref v i) 2)"), ("2x^2", "(* 2 (square x))"), ("x⁻¹", "(pow x -1)"),
    ("√(x + 1)", "(sqrt (+ x 1))"), ("1e-3*x", "(* 1e-3 x)"),
    ("a or b and not c", "(or a (and b (not c)))"),
  ])
  func translations(_ text: String, _ here: String) {
    #expect(Notation.translate(text)?.text == here)
  }

  @Test(arguments: ["x y", "f(x", "x +", "a ? b : c", "x = y := 3", "1/2x", "x!", "0 < x <= 1", ""])
  func whatCannotBeRead(_ text: String) { #expect(Notation.translate(text) == nil) }

  @Test(arguments: ["-x", "m*c", "x**2", "a<b", "x²", "√x", "!x", "a&&b", "x^-1", "a·b"])
  func notation(_ word: String) { #expect(Notation.isLike(word)) }

  @Test(arguments: [
    "k-1", "dx/dt", "Na+", "a->b", "x'", "u*", "x!", "Ca²⁺", "H₂O", "f.0.weight", "-", "*", "->x",
    "x_1", "a+b", "θ", "...", "<=>", "",
  ])
  func names(_ word: String) { #expect(!Notation.isLike(word)) }
}
