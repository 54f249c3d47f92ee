extension Diagnostic {
  /// A call with too few or too many operands.
  package static func wrongArity(
    _ name: String, expected: String, found: Int, declaredAt: Span? = nil, signature: String? = nil,
    at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .wrongArity, "`\(name)` takes \(expected), but this call has \(found)", at: span,
      hint: signature.map { "its signature is \($0)" },
      notes: declaredAt.map { [Note("the function is defined here", at: $0)] } ?? [])
  }

  /// `[]`
  package static func emptyVector(at span: Span) -> Diagnostic {
    Diagnostic(
      .wrongArity, "`[]` has no elements", at: span,
      hint: "a vector that is written out has at least one: `[x]`")
  }

  /// An operand of another kind than the operation takes.
  package static func kindMismatch(
    _ name: String, expected: String, found: String, at span: Span, hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .kindMismatch, "`\(name)` takes \(expected) here, but this is \(found)", at: span,
      hint: hint)
  }

  /// Operands whose sizes disagree.
  package static func sizeMismatch(
    _ name: String, _ left: String, _ right: String, first: Span?, signature: String? = nil,
    at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch, "sizes do not match in `\(name)`: \(left) and \(right)", at: span,
      hint: signature.map { "its signature is \($0)" }
        ?? "operands that are not scalars must have equal sizes",
      notes: first.map { [Note("this is \(left)", at: $0)] } ?? [])
  }

  /// An operand that has not the one size that the operation takes.
  package static func wrongSize(
    _ name: String, expected: String, found: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch, "`\(name)` takes \(expected) here, but this is \(found)", at: span)
  }

  /// An elementwise operation on a vector and a matrix.
  package static func vectorWithMatrix(
    _ name: String, _ left: String, _ right: String, first: Span?, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .vectorWithMatrix, "`\(name)` mixes \(left) and \(right)", at: span,
      hint: """
        only scalars broadcast; use matvec or matmul for a product, outer to make a matrix of two \
        vectors
        """,
      notes: first.map { [Note("this is \(left)", at: $0)] } ?? [])
  }

  /// Branches, or ways out of a loop, of different types.
  package static func branchMismatch(
    _ construct: String, _ left: String, _ right: String, first: Span, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .branchMismatch, "\(construct) have different types: \(left) and \(right)", at: span,
      hint: "every path must give a value of one type", notes: [Note("this is \(left)", at: first)])
  }

  /// A loop variable that would get another type in the next round.
  package static func loopVariableChanges(
    _ name: String, _ before: String, _ after: String, declaredAt: Span, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .loopVariableChanges, "the loop variable `\(name)` is \(before) and would become \(after)",
      at: span, hint: "a loop's variables keep their types from round to round",
      notes: [Note("it starts as \(before) here", at: declaredAt)])
  }

  /// A condition that is not one number.
  package static func conditionNotScalar(_ found: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .conditionNotScalar, "the condition is \(found), not a scalar", at: span,
      hint: "use `select` for a choice element by element, or reduce it to one number first")
  }

  /// A size that is not known when compiling.
  package static func nonConstantSize(_ what: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .nonConstantSize, "\(what) must be a constant", at: span,
      hint: """
        write a number, or a constant from `define`; inputs and variables are known only when the \
        program runs
        """)
  }

  /// A size that no dimension can have.
  package static func invalidSize(_ value: Double, at span: Span) -> Diagnostic {
    Diagnostic(
      .invalidSize, "\(brief(value)) is not a size", at: span,
      hint:
        "a size is a whole number from 0 to 134217728, and so is the number of elements of a value")
  }

  /// A value with more elements than any may have.
  package static func tooManyElements(_ type: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .invalidSize, "this is \(type), which has too many elements", at: span,
      hint: "a value has at most 134217728 elements")
  }

  /// A static integer that is none, or ends of a range in the wrong order.
  package static func invalidBound(_ value: Double, _ problem: String, at span: Span) -> Diagnostic
  {
    Diagnostic(.invalidSize, "\(brief(value)) \(problem)", at: span, hint: "write a whole number")
  }

  /// A static integer that is too large to be counted with.
  package static func integerTooLarge(_ value: Double, at span: Span) -> Diagnostic {
    Diagnostic(
      .invalidSize, "\(brief(value)) is too large here", at: span,
      hint: "write a whole number between -4611686018427387904 and 4611686018427387904")
  }

  /// A constant index outside its vector.
  package static func indexOutOfRange(_ index: Double, size: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .indexOutOfRange, "index \(brief(index)) is out of range for size \(size)", at: span,
      hint: size == 0
        ? "there is nothing in it"
        : "indices count from 0 to \(size - 1)"
          + (index < 0 ? ", and negative ones do not count from the end" : ""))
  }

  /// The end of a range outside its vector.
  package static func boundOutOfRange(_ bound: Int, size: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      .indexOutOfRange, "the range ends at \(bound), but the size is \(size)", at: span,
      hint: "a range takes elements from its first bound up to, not including, its second")
  }

  /// Sizes of which nobody can say whether they are equal, or that no input decides.
  package static func undecidedSize(_ description: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .undecidedSize, "\(description)", at: span,
      hint: "declare the sizes of the inputs, for example (input x (vec 3))")
  }

  /// A recursion that calls itself with ever new types.
  package static func growingRecursion(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .growingRecursion, "the recursion of `\(name)` changes the types of its operands without end",
      at: span, hint: "a recursive call must keep kinds and sizes")
  }

  /// Text that is no type.
  package static func malformedType(_ text: String? = nil, at span: Span) -> Diagnostic {
    Diagnostic(
      .malformedType, text.map { "`\($0)` is not a type" } ?? "this is not a type", at: span,
      hint: typeHint)
  }

  /// Text that is neither a type nor one of the constraints of a parameter.
  package static func malformedType(orConstraint constraints: [String], at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .malformedType, "this is neither a type nor a constraint", at: span,
      hint: "\(typeHint); constraints are \(constraints.joined(separator: ", "))")
  }

  private static let typeHint = "a type is real, (vec n) or (mat m n)"

  /// A declared type that the value does not have.
  package static func declaredType(
    _ name: String, declared: String, found: String, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .kindMismatch, "`\(name)` is declared as \(declared), but this is \(found)", at: span,
      hint: "change the declaration or the value")
  }

  /// A trainable constant that does not start at a constant.
  package static func nonConstantInitialValue(_ name: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .nonConstantInitialValue, "the initial value of `\(name)` is not a constant", at: span,
      hint: "write numbers, vectors or matrices of numbers, or expressions of constants")
  }

  /// Something behind the value of a parameter that does not say how it is fitted.
  package static func malformedConstraint(
    _ problem: String, known: [String] = [], at span: Span
  ) -> Diagnostic {
    Diagnostic(
      .malformedConstraint, problem, at: span,
      hint: known.isEmpty ? nil : "write \(known.joined(separator: ", "))")
  }

  /// A trainable constant that starts where its constraints do not let it be.
  package static func initialValueOutside(_ name: String, _ value: Double, at span: Span)
    -> Diagnostic
  {
    Diagnostic(
      .malformedConstraint, "`\(name)` starts at \(brief(value)), where this does not let it be",
      at: span, hint: "change the initial value or the constraint")
  }

  /// A number as people write it: whole numbers without a fraction.
  private static func brief(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
