extension Diagnostic {
  /// A binding that nothing mentions.
  package static func unusedBinding(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .unusedBinding, "`\(name)` is never used", at: span,
      hint: "remove it, or begin its name with `_`")
  }

  /// An input or parameter that nothing mentions.
  package static func unusedInput(_ name: String, isParameter: Bool, at span: Span) -> Diagnostic {
    Diagnostic(
      .unusedInput, "the \(isParameter ? "parameter" : "input") `\(name)` is never used", at: span,
      hint: "remove the declaration, or begin its name with `_`")
  }

  /// A constant subexpression that is NaN or infinite though its operands are finite.
  package static func nonFiniteConstant(_ value: Double, at span: Span) -> Diagnostic {
    Diagnostic(
      .nonFiniteConstant,
      "this constant expression is \(value.isNaN ? "NaN" : value < 0 ? "-infinity" : "infinity")",
      at: span, hint: "arithmetic follows IEEE 754; write +nan.0 or +inf.0 if it is meant")
  }

  /// A loop without a way out.
  package static func endlessLoop(at span: Span) -> Diagnostic {
    Diagnostic(
      .endlessLoop, "this loop cannot end", at: span,
      hint: "every path of its body ends in `recur`; give one a value")
  }
}
