extension CatalogueEntry {
  /// Types and sizes.
  static let types: [CatalogueEntry] = [
    CatalogueEntry(
      code: .wrongArity,
      title: "A call has too few or too many operands",
      explanation: """
        Each primitive and each function takes a certain number of operands; the message says which, \
        and shows where a function of the program is defined. Arithmetic and comparison take any \
        number: `(+ a b c)`, `(< a b c)`. Often a bracket is at the wrong place, so that an operand \
        went to the call outside or inside.
        """,
      rejected: "(sin x y)",
      accepted: "(sin (* x y))"),
    CatalogueEntry(
      code: .kindMismatch,
      title: "An operand is of the wrong kind",
      explanation: """
        A value is a real number, a vector or a matrix, and every operation says which kinds it takes: \
        `neuralc primitives` lists them. The kinds of the inputs follow from their use; an input of \
        which nothing else is known is a real number. So where an input is meant to be a vector, \
        declare it: `(input r (vec 3))`.
        """,
      rejected: """
        (input x real)
        (norm x)
        """,
      accepted: """
        (input x (vec 3))
        (norm x)
        """),
    CatalogueEntry(
      code: .sizeMismatch,
      title: "The sizes of two operands disagree",
      explanation: """
        Elementwise operations take operands of one size, or a scalar with anything; products take \
        sizes that fit, such as a matrix of n columns with a vector of n elements. Nothing else is \
        broadcast, not even a dimension of 1: a vector of the wrong length is far more often a mistake \
        than a wish. The note shows the other operand. Sizes are followed through the whole program, \
        so the cause may be a declaration further up.
        """,
      rejected: "(+ [1 2 3] (* x [1 2]))",
      accepted: "(+ [1 2 3] (* x [1 2 0]))"),
    CatalogueEntry(
      code: .vectorWithMatrix,
      title: "An elementwise operation mixes a vector and a matrix",
      explanation: """
        Only scalars are broadcast. Whether a vector beside a matrix means its rows or its columns is \
        a guess that the compiler does not make. Say what is meant: `matvec` for the product of a \
        matrix and a vector, `matmul` for one of matrices, `outer` for the matrix of all products of \
        two vectors; `(outer v (ones n))` repeats a vector as columns.
        """,
      rejected: "(* x [[1 2] [3 4]] [5 6])",
      accepted: "(matvec (* x [[1 2] [3 4]]) [5 6])"),
    CatalogueEntry(
      code: .branchMismatch,
      title: "Two ways to a value give different types",
      explanation: """
        An expression has one type, whichever way the program takes: both branches of an `if`, all \
        clauses of a `cond`, and all ways out of a loop must agree in kind and size. A scalar is not \
        taken for a vector here. Write the value in full, for example `(zeros 3)` or `[0 0 0]` in \
        place of 0.
        """,
      rejected: "(if (> x 0) [x x] 0)",
      accepted: "(if (> x 0) [x x] [0 0])"),
    CatalogueEntry(
      code: .loopVariableChanges,
      title: "A loop variable would change its type",
      explanation: """
        The variables of a loop keep kind and size from round to round. Here the value that `recur` \
        gives to a variable has another type than the one it starts with. Mostly the start is to \
        blame: a sum of vectors starts with a vector of zeros, `(zeros 3)`, not with 0. A vector \
        cannot grow in a loop; `tabulate` and `scan` make vectors element by element.
        """,
      rejected: """
        (loop ((i 0) (sum 0))
          (if (< i n) (recur (+ i 1) (+ sum [i 1])) sum))
        """,
      accepted: """
        (loop ((i 0) (sum [0 0]))
          (if (< i n) (recur (+ i 1) (+ sum [i 1])) sum))
        """),
    CatalogueEntry(
      code: .conditionNotScalar,
      title: "A condition is not a scalar",
      explanation: """
        `if`, `cond`, `and` and `or` decide once, for the whole value, so their conditions are single \
        numbers: 0 is false, anything else is true. A comparison of vectors gives a vector of truth \
        values. To choose element by element use `select`; to ask whether all or any hold, reduce the \
        vector first: `(vmin mask)`, `(vmax mask)`.
        """,
      rejected: "(if (> [x 1] 0) 1 2)",
      accepted: "(select (> [x 1] 0) [1 1] [2 2])"),
    CatalogueEntry(
      code: .nonConstantSize,
      title: "A size or number of rounds is not constant",
      explanation: """
        Sizes of vectors and matrices, bounds of `slice`, the length of `tabulate` and the number of \
        rounds of a `scan` are part of the types that the compiler works out, so they must be known \
        when it runs: a number, a constant from `define`, an expression of these, or a length such as \
        `(vlen v)`. Inputs, parameters and variables are known only when the module runs. A loop with \
        a number of rounds that depends on an input is written with `loop`.
        """,
      rejected: "(tabulate (i n) (* x i))",
      accepted: """
        (define n 10)
        (tabulate (i n) (* x i))
        """),
    CatalogueEntry(
      code: .invalidSize,
      title: "A number is not a size",
      explanation: """
        A size is a whole number that is not negative and not larger than 134217728, and no value has more elements than that. The bounds of \
        a `slice` are whole numbers of which the first is not larger than the second. If the number \
        comes out of a computation, round it with `floor`, `round` or `ceiling`.
        """,
      rejected: "(* x (zeros 2.5))",
      accepted: "(* x (zeros 2))"),
    CatalogueEntry(
      code: .indexOutOfRange,
      title: "A constant index lies outside its vector",
      explanation: """
        Indices count from 0, so the last element of a vector of n has the index n − 1; there are no \
        negative indices that count from the end. Constant indices and the bounds of `slice` are \
        checked here. An index that the program computes is truncated toward zero and checked when the \
        module runs: outside the vector it raises an `IndexError` that names this place.
        """,
      rejected: "(* x (ref [1 2 3] 3))",
      accepted: "(* x (ref [1 2 3] 2))"),
    CatalogueEntry(
      code: .undecidedSize,
      title: "A size cannot be decided",
      explanation: """
        Sizes may stay open until the module is called, as long as the compiler can tell which of them \
        are equal and where each comes from. Here it cannot: an operation needs a relation between \
        open sizes that does not follow from the program. Declare the sizes of the inputs, for example \
        `(input x (vec 3))`.
        """,
      rejected: """
        (input v (vec n))
        (input w (vec m))
        (vsum (+ (append v v) (append w w w)))
        """,
      accepted: """
        (input v (vec 3))
        (input w (vec 2))
        (vsum (+ (append v v) (append w w w)))
        """),
    CatalogueEntry(
      code: .growingRecursion,
      title: "A recursion changes the types of its operands without end",
      explanation: """
        A function is checked for each combination of types that it is called with. This one calls \
        itself with ever new ones, for example with a vector that is longer by one each time, so there \
        would be no end to it. A recursive call must keep kinds and sizes. Pass a vector of full \
        length and an index, or build the vector with `tabulate` or `scan`.
        """,
      rejected: """
        (define (grow v n)
          (if (< n 1) (norm v) (grow (append v [n]) (- n 1))))
        (grow [1] x)
        """,
      accepted: """
        (define (grow total n)
          (if (< n 1) (sqrt total) (grow (+ total (* n n)) (- n 1))))
        (grow 1 x)
        """),
    CatalogueEntry(
      code: .malformedType,
      title: "Something is not a type",
      explanation: """
        A type is `real`, `(vec n)` or `(mat m n)`. A size is a whole number or a name; a name stands \
        for a size that is left open, the same wherever the name stands again. Types occur in \
        `(input x type)`, in `(parameter k e type)`, in parameters of functions, `[r : (vec 3)]`, and \
        in the option `inputs`.
        """,
      rejected: """
        (input r vector)
        (norm r)
        """,
      accepted: """
        (input r (vec 3))
        (norm r)
        """),
    CatalogueEntry(
      code: .nonConstantInitialValue,
      title: "The initial value of a parameter is not constant",
      explanation: """
        `(parameter k e)` declares a constant that is trained; `e` is where its training starts and is \
        computed when the program is compiled. So it may use numbers, constants and functions, but no \
        input and no other parameter. To derive one quantity from a trained one, use `define` or `let`.
        """,
      rejected: """
        (parameter a 2)
        (parameter b (* 2 a))
        (* a b x)
        """,
      accepted: """
        (parameter a 2)
        (parameter b 4)
        (* a b x)
        """),
    CatalogueEntry(
      code: .malformedConstraint,
      title: "What is said of a parameter's values makes no sense",
      explanation: """
        Behind its initial value, and its type if there is one, a parameter may have constraints, \
        which a fit goes by: `positive`, `(at-least low)`, `(at-most high)`, `(between low high)`, \
        `log-scale`, `(prior mean deviation)`, `fixed`. Each stands there once, its numbers are \
        constants, and the initial value must satisfy all of them. On a logarithmic scale, which \
        `positive` includes, values are greater than zero, and a prior is one of the logarithm.
        """,
      rejected: """
        (parameter rate 20 (between 0 10))
        (exp (* rate x))
        """,
      accepted: """
        (parameter rate 2 (between 0 10))
        (exp (* rate x))
        """),
  ]
}
