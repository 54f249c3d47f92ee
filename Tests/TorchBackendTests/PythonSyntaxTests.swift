import PythonSyntax
import Testing

/// Names and literals of Python.
@Suite struct PythonSyntaxTests {
  @Test(arguments: [
    ("x", "x"), ("neg-k", "neg_k"), ("x'", "x_"), ("class", "class_"), ("θ", "θ"), ("\u{B5}", "μ"),
    ("ϑ", "θ"), ("ℏ", "ħ"), ("straße", "straße"), ("Ångström", "Ångström"), ("𝒙", "value"),
    ("ﬁsh", "_sh"), ("x₀", "x0"), ("__import__('os')", "_import____os__"), ("self", "self_"),
    ("_", "value"), ("->x", "_x"), ("K", "K"), ("\u{212A}", "K"),
  ]) func namesAreIdentifiers(name: String, identifier: String) {
    #expect(PythonName.sanitise(name) == identifier)
  }

  @Test func textCannotLeaveItsLiteral() {
    #expect(PythonLiteral.string("a\"b\\\n\u{202E}") == #""a\"b\\\n\u202e""#)
    #expect(PythonLiteral.docstring(#"""" + x"#) == #""""\"\"\" + x""""#)
    #expect(PythonLiteral.commentLines("a\u{2028}b\r\u{0}\nc") == [#"# a\u2028b\x0d\x00"#, "# c"])
  }

  @Test func parenthesesAreWhereTheyMustBe() {
    let (a, b, c) = (
      PythonExpression.name("a"), PythonExpression.name("b"), PythonExpression.name("c")
    )
    func text(_ expression: PythonExpression) -> String { PythonPrinter.text(of: expression) }
    #expect(text(.infix(.infix(a, .minus, b), .minus, c)) == "a - b - c")
    #expect(text(.infix(a, .minus, .infix(b, .minus, c))) == "a - (b - c)")
    #expect(text(.infix(.infix(a, .plus, b), .times, c)) == "(a + b) * c")
    #expect(text(.infix(.prefix(.negative, a), .power, b)) == "(-a) ** b")
    #expect(text(.prefix(.negative, .infix(a, .power, b))) == "-a**b")
    #expect(text(.infix(.infix(a, .power, b), .power, c)) == "(a**b) ** c")
    #expect(text(.infix(.infix(a, .less, b), .equal, c)) == "(a < b) == c")
    #expect(text(.infix(.float(-2), .power, a)) == "(-2.0) ** a")
    #expect(text(PythonExpression.float(-2).method("sin")) == "(-2.0).sin()")
    #expect(text(.infix(a, .times, .float(-2))) == "a * -2.0")
  }

  @Test func longLinesAreBroken() {
    let name = PythonExpression.name("a_rather_long_name")
    let sum = (1...8).reduce(name) { sum, _ in .infix(sum, .plus, name) }
    let text = PythonPrinter.text(of: [.returns(sum)])
    #expect(text.hasPrefix("return (\n    a_rather_long_name\n    + a_rather_long_name\n"))
    #expect(text.hasSuffix("\n)\n"))
  }

  @Test(arguments: [
    (0.1, "0.1"), (1e16, "1e+16"), (1e-5, "1e-05"), (-0.0, "-0.0"), (.infinity, "math.inf"),
    (-.infinity, "-math.inf"), (2, "2.0"),
  ]) func numbersKeepTheirBits(number: Double, literal: String) {
    #expect(PythonLiteral.float(number) == literal)
  }
}
