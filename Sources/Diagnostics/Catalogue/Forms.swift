extension Diagnostic {
  /// A form that does not have the parts it needs.
  package static func malformedForm(
    _ form: String, _ problem: String, syntax: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .malformedForm, "malformed `\(form)`: \(problem)", at: span, hint: "write \(syntax)")
  }

  /// A declaration inside an expression.
  package static func misplacedDeclaration(_ form: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .misplacedDeclaration, "`\(form)` stands inside an expression", at: span,
      hint: form == "define"
        ? "definitions stand at top level; inside an expression use `let` or `letrec`"
        : "declare it at top level, outside every other form")
  }

  /// A program that defines things but computes nothing.
  package static func missingFinalExpression(at span: Span) -> Diagnostic {
    Diagnostic(
      .missingFinalExpression, "the program has no final expression",
      at: Span(max(0, span.end - 1), max(0, span.end)),
      hint: "end the program with the expression that it computes, or choose a function as entry")
  }

  /// An expression whose value nobody uses.
  package static func strayExpression(at span: Span) -> Diagnostic {
    Diagnostic(
      .strayExpression, "the value of this expression is not used", at: span,
      hint: "one expression is the result; bind others with `let` or `define`, or remove them")
  }

  /// A conditional that does not say what else.
  package static func missingElse(_ form: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .missingElse, "`\(form)` has no else part", at: span,
      hint: form == "if"
        ? "every expression has a value: write (if condition then else)"
        : "end it with (else value)")
  }

  /// A name that one place declares twice.
  package static func duplicateName(_ name: String, first: Span, at span: Span) -> Diagnostic {
    Diagnostic(
      .duplicateName, "the name `\(name)` is declared twice", at: span,
      hint: "give one of them another name",
      notes: [Note("first declared here", at: first)])
  }

  /// `()`
  package static func emptyApplication(at span: Span) -> Diagnostic {
    Diagnostic(
      .emptyApplication, "empty parentheses have no meaning", at: span,
      hint: "a call is (function operand …)")
  }

  /// A `recur` that goes nowhere or is not the last thing that happens.
  package static func misplacedRecur(insideLoop: Bool, at span: Span) -> Diagnostic {
    insideLoop
      ? Diagnostic(
        .misplacedRecur, "`recur` is not in tail position", at: span,
        hint: "it must be the last thing that the loop's body does; nothing may be done with it")
      : Diagnostic(
        .misplacedRecur, "`recur` stands outside a loop", at: span,
        hint: "use it inside `loop` or `scan`; a function calls itself by its name")
  }

  /// A `recur` with another number of values than the loop has variables.
  package static func miscountedRecur(expected: Int, found: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .miscountedRecur,
      "`recur` gives \(found) \(found == 1 ? "value" : "values"), but the loop has \(expected) \(expected == 1 ? "variable" : "variables")",
      at: span, hint: "give one value for each variable of the loop, in order")
  }

  /// A `recur` in a function inside a loop.
  package static func recurAcrossFunction(at span: Span) -> Diagnostic {
    Diagnostic(
      .recurAcrossFunction, "`recur` cannot leave a function", at: span,
      hint:
        "the loop is outside this function; call the function by its name, or move the loop inside")
  }

  /// `sin(x)`
  package static func foreignCall(_ name: String, meant: String?, at span: Span) -> Diagnostic {
    Diagnostic(
      .foreignNotation, "`\(name)` stands before the parentheses of its call", at: span,
      hint: "the parentheses are around all of it: write `\(meant ?? "(\(name) …)")`")
  }

  /// `(x + 1)`, `v[0]`
  package static func foreignOperator(
    _ meant: String?, advice: String?, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .foreignNotation, "an operator stands among its operands", at: span,
      hint: "operations come first, in parentheses of their own: "
        + (meant.map { "write `\($0)`" } ?? advice ?? "`(+ a b)`, `(> x 0)`"))
  }

  /// `y = 2*x`, `return x`
  package static func foreignStatement(_ advice: String?, at span: Span) -> Diagnostic {
    Diagnostic(
      .foreignNotation, "this is written as in other languages", at: span,
      hint: advice ?? "a program is one expression in parentheses, such as `(+ (sin x) 1)`")
  }

  /// A path of a scan's body that has no next state.
  package static func scanWithoutRecur(at span: Span) -> Diagnostic {
    Diagnostic(
      .scanWithoutRecur, "this path of `scan` does not end in `recur`", at: span,
      hint: "a scan runs all its rounds: every path ends in (recur value …)")
  }
}
