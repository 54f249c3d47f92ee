extension CatalogueEntry {
  /// The shape of forms.
  static let forms: [CatalogueEntry] = [
    CatalogueEntry(
      code: .malformedForm,
      title: "A form does not have the parts it needs",
      explanation: """
        Each form of the language has a fixed shape, which the hint of the message spells out. \
        Bindings are the usual stumbling block: `let` takes a list of pairs in brackets of their own, \
        `(let ((x 1) (y 2)) body)`, also where there is only one, and exactly one body.

        The language reference lists all forms with their shapes.
        """,
      rejected: "(let (x 1) (* x y))",
      accepted: "(let ((x 1)) (* x y))"),
    CatalogueEntry(
      code: .misplacedDeclaration,
      title: "A declaration stands inside an expression",
      explanation: """
        `define`, `input` and `parameter` declare something for the whole program, so they stand at \
        top level, outside every other form. Inside an expression `let` binds a value and `letrec` a \
        function; both see the names around them.

        The message also appears where a closing bracket is missing before the declaration and another \
        one is left over later: then the declaration is inside the form before it only by accident.
        """,
      rejected: "(+ x (input y))",
      accepted: """
        (input x)
        (input y)
        (+ x y)
        """),
    CatalogueEntry(
      code: .missingFinalExpression,
      title: "The program computes nothing",
      explanation: """
        A program ends with the expression that it computes; declarations and definitions before it \
        only prepare that. Without one there is nothing to compile.

        A file of definitions alone can still be compiled by choosing one of its functions: \
        `entry="f"` in Python, `--entry f` on the command line.
        """,
      rejected: "(define (energy m v) (* 1/2 m (square v)))",
      accepted: """
        (define (energy m v) (* 1/2 m (square v)))
        (energy m v)
        """),
    CatalogueEntry(
      code: .strayExpression,
      title: "The value of an expression is not used",
      explanation: """
        A program has one result: its last expression. The language has no side effects, so another \
        expression at top level can do nothing, and stands there by mistake. Bind its value with \
        `define` if the result needs it, join both into a vector if both are wanted, or remove it.
        """,
      rejected: """
        (* 2 x)
        (+ x 1)
        """,
      accepted: "[(* 2 x) (+ x 1)]"),
    CatalogueEntry(
      code: .missingElse,
      title: "A conditional does not say what else",
      explanation: """
        Every expression has a value, so `if` needs both branches and `cond` ends with an `else` \
        clause. There is no value that could stand for "nothing": a 0 that nobody asked for would go \
        unnoticed into the result and its gradient. Write the value that is meant, also where it is 0.
        """,
      rejected: "(if (> x 0) (sqrt x))",
      accepted: "(if (> x 0) (sqrt x) 0)"),
    CatalogueEntry(
      code: .duplicateName,
      title: "A name is declared twice in one place",
      explanation: """
        Two inputs, parameters or definitions of one program, two parameters of one function, or two \
        variables of one `let` or loop may not have the same name: it would be unclear which is meant. \
        The note shows the first one. An inner form may well use a name again that stands further out; \
        it shadows it. `let*` may bind a name repeatedly, one after the other.
        """,
      rejected: """
        (define (f x x) (* x x))
        (f a b)
        """,
      accepted: """
        (define (f x y) (* x y))
        (f a b)
        """),
    CatalogueEntry(
      code: .emptyApplication,
      title: "Empty parentheses have no meaning",
      explanation: """
        A list in parentheses is a form or a call, and its first element says which. `()` has none. A \
        function of no operands is called `(f)`; a list of no bindings or parameters, as in \
        `(lambda () …)`, is the one place where `()` stands.
        """,
      rejected: "(+ x ())",
      accepted: "(+ x 1)"),
    CatalogueEntry(
      code: .misplacedRecur,
      title: "A `recur` is not the last thing that a loop does",
      explanation: """
        `(recur e …)` goes into the next round of the innermost `loop` or `scan` around it. It is a \
        jump and has no value, so it must stand in tail position: as the body, as a branch of an `if` \
        or `cond` in tail position, or as the body of a `let` in tail position. Nothing can be done \
        with it afterwards, as in `(* n (recur …))`.

        Carry what is still to be done in a further loop variable, or write a recursive function, \
        which may use the value of its own call. Outside a loop `recur` has no meaning; a function \
        calls itself by its name.
        """,
      rejected: """
        (loop ((i n))
          (if (< i 1) 1 (* i (recur (- i 1)))))
        """,
      accepted: """
        (loop ((i n) (product 1))
          (if (< i 1) product (recur (- i 1) (* i product))))
        """),
    CatalogueEntry(
      code: .miscountedRecur,
      title: "A `recur` has another number of values than the loop has variables",
      explanation: """
        `recur` gives every variable of the loop its value for the next round, in the order in which \
        the loop declares them. A variable that keeps its value must be mentioned too. The same goes \
        for calls of the name of a named `let`.
        """,
      rejected: """
        (loop ((i 0) (sum 0))
          (if (< i n) (recur (+ i 1)) sum))
        """,
      accepted: """
        (loop ((i 0) (sum 0))
          (if (< i n) (recur (+ i 1) (+ sum i)) sum))
        """),
    CatalogueEntry(
      code: .recurAcrossFunction,
      title: "A `recur` would leave a function",
      explanation: """
        The loop stands outside the function in which this `recur` stands. A function may be called \
        from anywhere, so it cannot send its caller into the next round. Move the loop into the \
        function, give the next state as the value of the function, or call the function by its name.
        """,
      rejected: """
        (loop ((x x))
          (let ((next (lambda (y) (recur (/ y 2)))))
            (if (> x 1) (next x) x)))
        """,
      accepted: """
        (loop ((x x))
          (let ((next (lambda (y) (/ y 2))))
            (if (> x 1) (recur (next x)) x)))
        """),
    CatalogueEntry(
      code: .scanWithoutRecur,
      title: "A path through a scan does not end in `recur`",
      explanation: """
        `(scan ((x e) …) n body)` runs exactly `n` rounds and collects the state after each of them, \
        so every path through its body gives the next state with `recur`: a scan cannot stop early. \
        Let a path that has nothing more to do pass on the state as it is, or use `loop`, which gives \
        only the last value and may stop at any time.
        """,
      rejected: """
        (scan ((x x)) 10
          (if (> x 1) (recur (/ x 2)) x))
        """,
      accepted: """
        (scan ((x x)) 10
          (if (> x 1) (recur (/ x 2)) (recur x)))
        """),
    CatalogueEntry(
      code: .foreignNotation,
      title: "An expression is written as other languages write it",
      explanation: """
        Every call and every form stands in parentheses, and what is called comes first: `(sin x)`, \
        not `sin(x)`; `(+ x 1)`, not `(x + 1)`; `(ref v 0)`, not `v[0]`. There are no operators \
        between operands, so there are no rules of which goes first. A program is one such \
        expression: no assignment, no `return`.

        Where the compiler can read what was meant, the message says what to write. Signs and \
        operators inside a word are another matter (`k-1` is a name): [NC309](NC309.md).
        """,
      rejected: "(+ 1 sin(x))",
      accepted: "(+ 1 (sin x))"),
  ]
}
