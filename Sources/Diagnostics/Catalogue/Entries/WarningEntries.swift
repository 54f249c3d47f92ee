extension CatalogueEntry {
  /// Warnings.
  static let warnings: [CatalogueEntry] = [
    CatalogueEntry(
      code: .unusedBinding,
      title: "A binding is never used",
      explanation: """
        Nothing mentions this name. Either it is left over and can go, or another name was meant where \
        it should stand. A name that begins with `_` says that it is not used on purpose, and is not \
        reported.
        """,
      rejected: """
        (let ((a (* 2 x)) (b (+ x 1)))
          (* a a))
        """,
      accepted: """
        (let ((a (* 2 x)) (b (+ x 1)))
          (* a b))
        """),
    CatalogueEntry(
      code: .unusedInput,
      title: "An input or parameter is never used",
      explanation: """
        The program declares it, so callers must give it (or training moves it), but the result does \
        not depend on it: its gradient is always zero. Remove the declaration, or use the name. A name \
        that begins with `_` is not reported.
        """,
      rejected: """
        (input x)
        (input y)
        (* 2 x)
        """,
      accepted: """
        (input x)
        (input y)
        (* y x)
        """),
    CatalogueEntry(
      code: .nonFiniteConstant,
      title: "A constant expression is NaN or infinite",
      explanation: """
        Arithmetic follows IEEE 754: `(/ 1 0)` is infinite and `(sqrt -1)` is NaN, and the program \
        computes on with them. An expression of constants that comes to such a value is rarely meant, \
        and whatever depends on it is not finite either. If it is meant, write `+inf.0`, `-inf.0` or \
        `+nan.0`.
        """,
      rejected: "(* x (log 0))",
      accepted: "(* x -inf.0)"),
    CatalogueEntry(
      code: .endlessLoop,
      title: "A loop cannot end",
      explanation: """
        Every path through the body of this loop ends in `recur`, so no round is the last. When the \
        module runs, it would stop at the limit of iterations with an error. Give one path a value, \
        or use `scan` for a fixed number of rounds.
        """,
      rejected: """
        (loop ((x x))
          (recur (/ x 2)))
        """,
      accepted: """
        (loop ((x x))
          (if (> x 1) (recur (/ x 2)) x))
        """),
  ]
}
