extension Diagnostic {
  /// A call of something that is not defined.
  package static func unknownFunction(
    _ name: String, suggestion: String?, isAlone: Bool = false, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .unknownFunction, "there is no function `\(name)`", at: span,
      hint: suggestion.map { "did you mean `\($0)`?" }
        ?? (isAlone ? "parentheses call a function: write the value `\(name)` without them" : nil)
          ?? "define it with (define (\(name) …) …); `neuralc primitives` lists the built-in ones",
      fixIt: suggestion.flatMap { fix(name, $0, at: span) })
  }

  /// A replacement where the slip is obvious: a word, and no other word by accident.
  private static func fix(_ name: String, _ suggestion: String, at span: Span) -> FixIt? {
    Suggestion.isTypingError(name, for: suggestion) ? FixIt(replace: span, with: suggestion) : nil
  }

  /// A function of other languages that has another name here, or none.
  package static func foreignFunction(
    _ name: String, advice: String, replacement: String?, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .unknownFunction, "there is no function `\(name)`", at: span, hint: advice,
      fixIt: replacement.map { FixIt(replace: span, with: $0) })
  }

  /// An undeclared name that other languages would not read as one, and what is written here.
  package static func notationName(
    _ name: String, hint: String, replacement: String?, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .notationName, "the undeclared name `\(name)` reads like notation of another language",
      at: span, hint: "\(hint); a name like this must be declared",
      fixIt: replacement.map { FixIt(replace: span, with: $0) })
  }

  /// A name that is not declared in a program that declares its inputs.
  package static func undeclaredName(_ name: String, suggestion: String?, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .undeclaredName, "the name `\(name)` is not declared", at: span,
      hint: suggestion.map { "did you mean `\($0)`?" }
        ?? """
        inputs are declared, in the program or by its caller, so every name must be: add \
        (input \(name)) if it is one
        """,
      fixIt: suggestion.flatMap { fix(name, $0, at: span) })
  }

  /// A function where a value is expected.
  package static func functionAsValue(_ name: String, declaredAt: Span?, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .functionAsValue, "the function `\(name)` is used as a value", at: span,
      hint: "the language is first-order: functions are called, not passed, returned or stored",
      notes: declaredAt.map { [Note("the function is defined here", at: $0)] } ?? [])
  }

  /// A call of something that is not a function.
  package static func notAFunction(
    described: String, declaredAt: Span?, isAlone: Bool, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .notAFunction, "\(described) cannot be called", at: span,
      hint: isAlone
        ? "parentheses call a function: write the value without them"
        : "the first element of a list must be the name of a function, as in `(* 2 x)`",
      notes: declaredAt.map { [Note("it is declared here", at: $0)] } ?? [])
  }

  /// A constant whose value depends on itself.
  package static func usedBeforeDefinition(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .usedBeforeDefinition, "the constant `\(name)` depends on its own value", at: span,
      hint: "a constant is computed once from others; make it a function if it is recursive")
  }

  /// Two names that Python cannot tell apart.
  package static func nameCollision(
    _ name: String, _ other: String, python: String, first: Span, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .nameCollision, "`\(name)` and `\(other)` are both `\(python)` in Python", at: span,
      hint: "rename one: characters that Python does not allow become `_`",
      notes: first == .none ? [] : [Note("the other name is here", at: first)])
  }

  /// An entry that is no function of the program.
  package static func unknownEntry(_ name: String, suggestion: String?, known: [String])
    -> Diagnostic
  {
    Diagnostic(
      .unknownEntry, "the entry `\(name)` is not a function of the program", at: .none,
      hint: suggestion.map { "did you mean `\($0)`?" }
        ?? (known.isEmpty
          ? "the program defines no function"
          : "the program defines \(known.prefix(8).map { "`\($0)`" }.joined(separator: ", "))"))
  }

  /// A parameter option for something that is not a free name.
  package static func parameterNotFree(_ name: String, declaredAt: Span?) -> Diagnostic {
    Diagnostic(
      .unknownOption,
      declaredAt == nil
        ? "the parameter `\(name)` does not occur in the program"
        : "`\(name)` is declared in the program and cannot be made a parameter from outside",
      at: declaredAt ?? .none,
      hint: "an option can make a free name a parameter, or give a declared parameter another value"
    )
  }

  /// An input whose name no program could mention.
  package static func malformedOptionName(_ name: String) -> Diagnostic {
    Diagnostic(
      .unknownOption, "an input has a name that is none: \(String(reflecting: name))", at: .none,
      hint: "a name is a word such as `x`, `mass-2` or `θ`")
  }
}
