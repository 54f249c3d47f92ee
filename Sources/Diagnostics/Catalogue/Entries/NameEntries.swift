extension CatalogueEntry {
  /// Names.
  static let names: [CatalogueEntry] = [
    CatalogueEntry(
      code: .unknownFunction,
      title: "There is no function of this name",
      explanation: """
        The first element of a list names a form, a function of the program or a primitive, and this \
        name is none of them. Where a similar name exists, the message suggests it. \
        `neuralc primitives` lists all primitives; `(define (f x) …)` defines a function. For what other \
        languages call by another name, or have and this one has not, the message says what to write.

        A free name can be an input but never a function: functions are not values.
        """,
      rejected: "(sqrtt x)",
      accepted: "(sqrt x)"),
    CatalogueEntry(
      code: .undeclaredName,
      title: "A name is not declared",
      explanation: """
        A program without `input` declarations takes its free names as inputs, in order of first \
        appearance. As soon as it declares one, all must be declared: otherwise a misspelt name would \
        silently become another input. Declare it with `(input name)`, or correct it; where a similar \
        name exists, the message suggests it.
        """,
      rejected: """
        (input mass)
        (input velocity)
        (* mass velocty)
        """,
      accepted: """
        (input mass)
        (input velocity)
        (* mass velocity)
        """),
    CatalogueEntry(
      code: .functionAsValue,
      title: "A function is used as a value",
      explanation: """
        The language is first-order: values are numbers, vectors and matrices. Functions are defined \
        and called, but cannot be passed to other functions, returned, or stored in a vector. This is \
        what lets the compiler see every call, check it, and turn the whole program into one module.

        Call the function and pass its value. Where two functions share their shape and differ in one \
        operation, let them differ in a number that an `if` decides on.
        """,
      rejected: """
        (define (double x) (* 2 x))
        (+ double 1)
        """,
      accepted: """
        (define (double x) (* 2 x))
        (+ (double y) 1)
        """),
    CatalogueEntry(
      code: .notAFunction,
      title: "Something that is no function is called",
      explanation: """
        The first element of a list in parentheses is what is called. Here it is a number or a value. \
        Mostly the brackets are to blame: `((+ x 1))` calls the sum, and `(2 x)` does not multiply. \
        Extra parentheses are never harmless, since each pair is a call. A vector is written \
        `[2 x]`, a product `(* 2 x)`.
        """,
      rejected: "(2 x)",
      accepted: "(* 2 x)"),
    CatalogueEntry(
      code: .usedBeforeDefinition,
      title: "A constant depends on its own value",
      explanation: """
        `(define c e)` computes `c` once from `e`. If `e` needs `c` itself, directly, through another \
        constant or through a function, there is no value to begin with. Definitions may stand in any \
        order, but not in a circle. What is meant to be recursive must be a function: \
        `(define (c n) …)`.
        """,
      rejected: """
        (define a (* 2 b))
        (define b (+ a 1))
        (* a x)
        """,
      accepted: """
        (define a 2)
        (define b (+ a 1))
        (* b x)
        """),
    CatalogueEntry(
      code: .nameCollision,
      title: "Two names are the same in Python",
      explanation: """
        The inputs and parameters of a module are Python names, in which every character that Python \
        does not allow becomes `_`. Two names of the program that differ only in such characters would \
        be one argument of the module. Rename one of them. Names inside the program (of functions, \
        `let` and loops) cannot collide: the compiler renames them.
        """,
      rejected: "(+ k-1 k_1)",
      accepted: "(+ k-1 k_2)"),
    CatalogueEntry(
      code: .unknownEntry,
      title: "The entry is not a function of the program",
      explanation: """
        `entry` (in Python) or `--entry` (on the command line) chooses a function that the program \
        defines at top level, to be compiled instead of its final expression; the parameters of the \
        function become the inputs. The message lists the functions that there are. Constants and \
        primitives cannot be an entry.
        """,
      rejected: Example("(define (energy m) (* m 9))", options: [.entry("enrgy")]),
      accepted: Example("(define (energy m) (* m 9))", options: [.entry("energy")])),
    CatalogueEntry(
      code: .unknownOption,
      title: "An option speaks of a name that the program does not have",
      explanation: """
        `parameters={"c": 3.0}` (in Python) or `--parameter c=3` makes the free name `c` of the program \
        a trainable constant, or gives another initial value to one that the program declares with \
        `(parameter c …)`. Here the name does not occur, or it is an input or a definition of the \
        program and cannot be changed from outside.
        """,
      rejected: Example("(* m (pow c 2))", options: [.parameter("k", 3)]),
      accepted: Example("(* m (pow c 2))", options: [.parameter("c", 3)])),
    CatalogueEntry(
      code: .notationName,
      title: "An undeclared name reads like notation of another language",
      explanation: """
        `-` and `*` are letters of names, so `-x` is one word, and so is `m*c^2`. As undeclared names \
        they would become inputs of their own, beside `x`, `m` and `c`: a program that is wrong in \
        silence. So an undeclared name is refused where it has a sign before a letter (`-x`), an \
        operator between letters or digits (`m*c^2`, `x**2`, `a<b`, `x²`), or the name of a module \
        before a point (`np.pi`); and so are `True`, `inf`, `nan` and their like.

        Inside a name `-`, `/` and `+` are letters like others: `k-1`, `dx/dt`, `Na+`. A name of any \
        spelling may be declared, with `(input -x)`, by a form that binds it, or by the caller.
        """,
      rejected: "(exp -x)",
      accepted: "(exp (- x))"),
  ]
}
