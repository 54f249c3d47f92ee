extension ForeignWord {
  private static let sequence = ForeignWord.Translation.words(
    "an expression has one value and no effects: bind values with `let*`")
  private static let rounds = ForeignWord.Translation.words(
    "write `(loop ((name value) …) body)`, with `(recur value …)` for another round")
  private static let state = ForeignWord.Translation.words(
    "values never change: bind a new one with `let`, or carry it round a `loop`")
  private static let definition = ForeignWord.Translation.words(
    "a function is `(define (name parameter …) body)`, a value `(define name value)`")
  private static let module = ForeignWord.Translation.words(
    "nothing is imported: the operations are built in, and `neuralc primitives` lists them")
  private static let effects = ForeignWord.Translation.words(
    "a program has no effects: its last expression is what it gives")

  /// Statements and forms of other languages.
  static let forms: [ForeignWord] = [
    .init(["begin", "progn", "do!", "prog1", "block"], sequence),
    .init(["do", "while", "for", "dotimes", "dolist", "until", "foreach"], rounds),
    .init(
      ["set!", "setq", "setf", ":=", "<-", "vector-set!", "+=", "-=", "*=", "++", "--"], state),
    .init(
      ["def", "defun", "function", "fun", "fn", "proc", "func", "const", "var", "val", "local"],
      definition),
    .init(["import", "from", "require", "using", "use", "library"], module),
    .init(["print", "display", "printf", "println", "error", "assert", "raise", "throw"], effects),
    .init(["return"], .words("there is no `return`: the value of a function is that of its body")),
    .init(
      ["where", "ifelse", "iif", "np.where", "torch.where", "jnp.where"],
      .words("write `(if c x y)` for one condition, `(select c x y)` element by element")),
    .init(
      ["when", "unless", "?", "then", "elif", "elseif"],
      .words("write `(if condition then else)`: every expression has a value")),
    .init(
      ["case", "switch", "match", "piecewise", "Piecewise"],
      .words("write `(cond (condition value) … (else value))`")),
    .init(["λ", "->", "\\", "named-lambda"], .words("write `(lambda (x) body)`")),
    .init(["fluid-let", "let!", "where!"], .words("write `(let ((name value) …) body)`")),
    .init(
      ["grad", "gradient", "jacobian", "hessian", "backward"],
      .words("a compiled program is differentiated from outside: `neuralc grad`, or autograd")),
    .init(
      ["integrate", "integral", "quad", "odeint", "solve_ivp"],
      .words("a right-hand side is a program, which `nc.ode` integrates; here write a `scan`")),
    .init(
      ["fsolve", "newton", "brentq", "bisect"],
      .words("Newton's method is a `loop` that ends when its step is small")),
    .init(
      ["random", "rand", "randn", "uniform"],
      .words("a program has no random numbers: let them be an input")),
    .init(
      ["quote", "quasiquote", "string", "eval", "call/cc", "define-syntax", "define-record-type"],
      .words("every value is made of numbers, and functions are called by their names")),
  ]

  /// Words of the language that are still to come.
  static let planned: [ForeignWord] = [
    .init(
      ["values", "let-values", "let*-values", "define-values", "output"],
      .words("a program gives one value: put several reals into a vector, `[a b]`")),
    .init(
      ["derivative", "directional"],
      .words("no program differentiates itself yet: write the derivative out")),
    .init(["detach"], .words("nothing is cut off from the gradient yet")),
    .init(
      ["root", "minimize", "steady-state"],
      .words("write the method out, as a `loop` that ends when its step is small")),
    .init(
      ["ode"],
      .words("write the steps as a `scan`, or let `nc.ode` integrate the rates")),
    .init(
      ["network"],
      .words(
        "write the layers with `matvec` and parameters, `(tanh (+ b (matvec w x)))`, or join modules in Python"
      )),
    .init(
      ["interpolate", "interp", "interp1"],
      .words("between two knots write `(+ y0 (* (- y1 y0) (/ (- x x0) (- x1 x0))))`")),
    .init(
      ["sum-rows", "sum-columns"],
      .words("write `(matvec m v)` with a vector of ones, of the transpose for columns")),
    .init(
      ["reshape", "flatten", "diff", "append-rows", "append-columns"],
      .words("write `(tabulate (i n) …)` with the elements by their indices")),
    .init(["include"], .words("a program is one text: bring the definitions into it")),
    .init(
      ["quantity", "convert", "constant", "define-unit", "unit"],
      .words("there are no units yet: write numbers in units that fit each other")),
  ]

  /// Names of values.
  static let values: [ForeignWord] = [
    .init(["true", "True", "TRUE"], .value("#t")),
    .init(["false", "False", "FALSE"], .value("#f")),
    .init(["∞"], .value("+inf.0")),
    // These may well be names of quantities: the infected, say.
    .init(["inf", "Inf", "Infinity", "infinity"], .value("+inf.0"), "that is infinity"),
    .init(["nan", "NaN"], .value("+nan.0"), "that is no number"),
    .init(["pi", "PI", "π"], .memberValue("pi")), .init(["e", "E"], .memberValue("(exp 1)")),
    .init(["tau"], .memberValue("(* 2 pi)")),
  ]
}
