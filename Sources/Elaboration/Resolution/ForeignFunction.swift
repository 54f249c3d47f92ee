/// Functions that people bring from other languages, with what to write here.
enum ForeignFunction {
  static let advice: [String: String] = [
    "^": power, "**": power, "power": power, "log10": "write (log x 10)", "log2": "write (log x 2)",
    "ln": "write (log x)", "exp2": "write (pow 2 x)", "cbrt": "write (pow x 1/3)",
    "arcsin": "write (asin x)", "arccos": "write (acos x)", "arctan": "write (atan x)",
    "fabs": "write (abs x)", "ceil": "write (ceiling x)", "mod": "write (modulo x y)",
    "%": "write (modulo x y)", "sum": "write (vsum v), or (+ a b …)", "len": "write (vlen v)",
    "length": "write (vlen v)", "vector": "write (vec a b …) or [a b …]",
    "list": "write (vec a b …) or [a b …]", "matrix": "write (mat row row …) or [[a b] [c d]]",
    "begin": sequence, "progn": sequence, "do": loops, "while": loops, "for": loops,
    "map": "write (tabulate (i n) …)", "set!": state, "setq": state,
    "grad": "the compiled module is differentiable; no program differentiates itself",
  ]

  private static let power = "write (pow x y)"
  private static let sequence =
    "an expression has one value and no effects: bind values with `let*`"
  private static let loops =
    "write (loop ((name value) …) body), with (recur value …) for another round"
  private static let state =
    "values never change: bind a new one with `let`, or carry it round a `loop`"
}
