extension ForeignWord {
  /// Signs, rounding and division.
  static let rounding: [ForeignWord] = [
    .init(["fabs"], .operation("abs")), .init(["sgn", "signum"], .operation("sign")),
    .init(["copysign"], .expression("(if (< y 0) (- (abs x)) (abs x))")),
    .init(["heaviside"], .expression("(cond ((< x 0) 0) ((> x 0) 1) (else y))")),
    .init(["ceil"], .operation("ceiling")), .init(["trunc", "fix"], .operation("truncate")),
    .init(["rint", "nearbyint", "roundeven"], .operation("round")),
    .init(["int"], .words("`(truncate x)` goes toward 0, `(floor x)` down; languages differ")),
    .init(["frac"], .expression("(- x (truncate x))")),
    .init(["fract"], .expression("(- x (floor x))")),
    .init(
      ["mod", "%", "%%"],
      .words(
        "`(modulo x y)` has the sign of y, `(remainder x y)` that of x; languages differ below 0")),
    .init(["rem", "fmod", "truncate-remainder"], .operation("remainder")),
    .init(["np.mod", "floor-remainder", "floormod"], .operation("modulo")),
    .init(
      ["np.remainder", "numpy.remainder", "torch.remainder", "jnp.remainder"],
      .operation("modulo")),
    .init(
      ["math.remainder"], .words("write `(- x (* y (round (/ x y))))`; `remainder` is another one")),
    .init(["quotient", "truncate-quotient"], .expression("(truncate (/ x y))")),
    .init(["//", "floor-quotient", "floor_divide", "floordiv"], .expression("(floor (/ x y))")),
    .init(
      ["div", "idiv"],
      .words(
        "`(/ x y)` is the quotient; of whole numbers `(floor (/ x y))` or `(truncate (/ x y))`")),
    .init(["clip"], .operation("clamp")), .init(["saturate"], .expression("(clamp x 0 1)")),
    .init(["fmax", "np.maximum"], .operation("max"), "it is NaN where an operand is"),
    .init(["fmin", "np.minimum"], .operation("min"), "it is NaN where an operand is"),
    .init(
      ["maximum"],
      .words("`(max x y)` is that of several operands, `(vmax v)` that of a vector")),
    .init(
      ["minimum"],
      .words("`(min x y)` is that of several operands, `(vmin v)` that of a vector")),
  ]

  /// Comparisons, logic and questions.
  static let predicates: [ForeignWord] = [
    .init(["==", "===", "eq", "eq?", "eqv?", "equal", "equal?"], .operation("=")),
    .init(["!=", "!==", "/=", "<>", "~=", "≠", "ne", "not_equal"], .expression("(not (= x y))")),
    .init(["≤", "=<"], .operation("<=")), .init(["≥", "=>"], .operation(">=")),
    .init(["&&", "logical_and", "∧"], .operation("and")),
    .init(["logical_or", "∨"], .operation("or")),
    .init(["!", "¬", "logical_not"], .operation("not")),
    .init(["~"], .words("`(not x)` is 1 where x is 0, and 0 elsewhere")),
    .init(["xor", "logical_xor"], .expression("(not (= (not x) (not y)))")),
    .init(["nan?", "isnan", "is_nan"], .expression("(not (= x x))")),
    .init(["infinite?", "isinf", "is_inf"], .expression("(= (abs x) +inf.0)")),
    .init(["finite?", "isfinite", "is_finite"], .expression("(< (abs x) +inf.0)")),
    .init(["zero?", "iszero"], .expression("(= x 0)")),
    .init(["positive?"], .expression("(> x 0)")), .init(["negative?"], .expression("(< x 0)")),
    .init(["odd?", "isodd"], .expression("(= (modulo x 2) 1)")),
    .init(["even?", "iseven"], .expression("(= (modulo x 2) 0)")),
    .init(["integer?", "is_integer", "isinteger"], .expression("(= x (floor x))")),
    .init(["isclose", "approx", "allclose"], .words("write `(< (abs (- x y)) 1e-9)`")),
    .init(
      ["number?", "real?", "boolean?", "vector?", "list?", "pair?", "symbol?", "procedure?"],
      .words("types are known before a program runs, so nothing asks for them")),
  ]
}
