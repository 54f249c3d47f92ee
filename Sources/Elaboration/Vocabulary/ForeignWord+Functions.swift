extension ForeignWord {
  /// Functions of numbers. Operands are `x`, `y` and `z`, in this order.
  static let functions: [ForeignWord] = [
    // Powers and logarithms.
    .init(["^", "**", "power", "powf", "math.pow", "torch.pow"], .operation("pow")),
    .init(["ln", "loge"], .operation("log")),
    .init(["log10"], .expression("(log x 10)")),
    .init(["log2"], .expression("(log x 2)")),
    .init(
      ["lg", "ld"],
      .words(
        "`(log x 10)` is the decimal logarithm, `(log x 2)` the binary one, `(log x)` the natural one"
      )),
    .init(["exp2"], .expression("(pow 2 x)")),
    .init(["exp10", "pow10"], .expression("(pow 10 x)")),
    .init(["sqr"], .words("`(square x)` is the square, `(sqrt x)` the square root")),
    .init(["cbrt"], .expression("(* (sign x) (pow (abs x) 1/3))")),
    .init(
      ["nthroot", "real_root"],
      .words("write `(pow x (/ 1 n))` for x above 0; below 0 that is NaN")),
    .init(["cube"], .expression("(pow x 3)")),
    .init(["rsqrt", "inversesqrt"], .expression("(/ (sqrt x))")),
    .init(["reciprocal", "recip"], .expression("(/ x)")),
    .init(["logaddexp"], .expression("(+ (max x y) (log1p (exp (- (abs (- x y))))))")),
    .init(["xlogy"], .expression("(if (= x 0) 0 (* x (log y)))")),
    .init(
      ["expm"], .words("there is no exponential of a matrix; `(exp a)` goes element by element")),
    .init(
      ["logm", "sqrtm", "funm"],
      .words("there are no functions of matrices; those of numbers go element by element")),
    // Angles.
    .init(["arcsin"], .operation("asin")), .init(["arccos"], .operation("acos")),
    .init(["arctan"], .operation("atan")), .init(["arctan2"], .operation("atan2")),
    .init(["sec"], .expression("(/ (cos x))")),
    .init(["csc", "cosec"], .expression("(/ (sin x))")),
    .init(["cot", "cotan"], .expression("(/ (tan x))")),
    .init(["asec", "arcsec"], .expression("(acos (/ x))")),
    .init(["acsc", "arccsc"], .expression("(asin (/ x))")),
    .init(
      ["acot", "arccot"],
      .words("`(atan (/ x))` jumps at 0, `(- (/ pi 2) (atan x))` does not; languages differ")),
    .init(["sind"], .expression("(sin (* x (/ pi 180)))")),
    .init(["cosd"], .expression("(cos (* x (/ pi 180)))")),
    .init(["tand"], .expression("(tan (* x (/ pi 180)))")),
    .init(["radians", "deg2rad"], .expression("(* x (/ pi 180))")),
    .init(["degrees", "rad2deg"], .expression("(* x (/ 180 pi))")),
    .init(
      ["sinc"],
      .words(
        """
        write `(if (= x 0) 1 (/ (sin x) x))`, with `(* pi x)` in place of x for the sinc of signal \
        processing
        """)),
    // Hyperbolic functions.
    .init(["sech"], .expression("(/ (cosh x))")), .init(["csch"], .expression("(/ (sinh x))")),
    .init(["coth"], .expression("(/ (tanh x))")),
    .init(
      ["asinh", "arcsinh", "arsinh"],
      .definition(
        """
        (define (NAME x) (if (< x 0) (- (NAME (- x))) \
        (log1p (+ x (* x (/ x (+ 1 (hypot x 1))))))))
        """)),
    .init(
      ["acosh", "arccosh", "arcosh"],
      .definition(
        """
        (define (NAME x) (let ((t (- x 1))) \
        (log1p (+ t (* (sqrt t) (sqrt (+ t 2)))))))
        """)),
    .init(
      ["atanh", "arctanh", "artanh"], .expression("(* 1/2 (- (log1p x) (log1p (- x))))")),
    // Functions of statistics and of networks.
    .init(
      ["erfc"], .expression("(- 1 (erf x))"), "it loses its digits where `erf` is near 1"),
    .init(
      ["normal-cdf", "normcdf", "pnorm", "norm.cdf"],
      .expression("(* 1/2 (+ 1 (erf (/ x (sqrt 2)))))"),
      "it loses its digits far below 0"),
    .init(
      ["normpdf", "dnorm", "norm.pdf"], .expression("(/ (exp (* -1/2 (square x))) (sqrt (* 2 pi)))")
    ),
    .init(["expit", "logistic"], .operation("sigmoid")),
    .init(["logit"], .expression("(log (/ x (- 1 x)))")),
    .init(["log1pexp"], .operation("softplus")),
    .init(["logsigmoid", "log_sigmoid"], .expression("(- (softplus (- x)))")),
    .init(["softsign"], .expression("(/ x (+ 1 (abs x)))")),
    .init(["silu", "swish"], .expression("(* x (sigmoid x))")),
    .init(["gelu"], .expression("(* 1/2 x (+ 1 (erf (/ x (sqrt 2)))))")),
    .init(["elu"], .expression("(if (> x 0) x (expm1 x))")),
    .init(["leaky_relu"], .expression("(max x (* 0.01 x))")),
    .init(["relu6"], .expression("(clamp x 0 6)")),
    .init(["hardtanh"], .expression("(clamp x -1 1)")),
    .init(
      ["factorial"],
      .expression("(loop ((k x) (p 1)) (if (< k 2) p (recur (- k 1) (* k p))))"),
      "this is for whole numbers"),
    .init(
      [
        "gamma", "tgamma", "lgamma", "gammaln", "loggamma", "digamma", "psi", "polygamma", "beta",
        "erfinv", "erfcinv", "zeta", "besselj", "bessely", "binomial", "comb", "choose",
      ],
      .words("it is not among the operations; `neuralc primitives` lists those that there are")),
    // Arithmetic by name.
    .init(["add", "plus"], .operation("+")), .init(["subtract", "minus", "sub"], .operation("-")),
    .init(["mul", "multiply", "times"], .operation("*")), .init(["divide"], .operation("/")),
    .init(["neg", "negate", "negative"], .operation("-")),
    .init(["inc", "add1", "succ"], .expression("(+ x 1)")),
    .init(["dec", "sub1", "pred"], .expression("(- x 1)")),
    .init(
      ["exact->inexact", "inexact", "float", "double", "real->double-flonum"], .expression("x"),
      "every number is a real"),
    .init(["lerp", "mix"], .expression("(+ x (* z (- y x)))")),
  ]
}
