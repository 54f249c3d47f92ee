extension ForeignWord {
  /// Vectors and matrices. Operands are `v` and `w`, or `x` for a number.
  static let arrays: [ForeignWord] = [
    .init(
      ["sum"], .words("`(vsum v)` is the sum of a vector, `(+ a b …)` that of several operands")),
    .init(
      ["product", "prod"],
      .words("`(vprod v)` is the product of a vector, `(* a b …)` that of several operands")),
    .init(["np.sum", "torch.sum", "jnp.sum"], .operation("vsum")),
    .init(["np.prod", "torch.prod", "jnp.prod"], .operation("vprod")),
    .init(["mean", "average", "avg"], .operation("vmean")),
    .init(["np.max", "torch.max", "jnp.max", "amax"], .operation("vmax")),
    .init(["np.min", "torch.min", "jnp.min", "amin"], .operation("vmin")),
    .init(["len", "length", "vector-length", "numel"], .operation("vlen")),
    .init(["size", "shape"], .words("`(vlen v)` is the length of a vector")),
    .init(
      ["variance", "np.var", "torch.var"],
      .words(
        """
        `(vmean (square (- v (vmean v))))` is the variance over n; over n - 1 it is \
        `(/ (vsum (square (- v (vmean v)))) (- (vlen v) 1))`
        """)),
    .init(
      ["std", "stdev", "stddev", "sd"],
      .words(
        """
        `(sqrt (vmean (square (- v (vmean v)))))` is the standard deviation over n; languages differ
        """)),
    .init(
      ["logsumexp"], .expression("(let ((m (vmax v))) (+ m (log (vsum (exp (- v m))))))")),
    .init(["softmax"], .expression("(let ((e (exp (- v (vmax v))))) (/ e (vsum e)))")),
    .init(["vector", "list"], .operation("vec")),
    .init(
      ["array", "tensor", "matrix", "np.array", "torch.tensor"],
      .words("a vector is written `[a b c]`, a matrix by its rows `[[a b] [c d]]`")),
    .init(
      ["make-vector", "fill", "full", "repeat"],
      .words("write `(tabulate (i n) value)`, or `zeros` and `ones`")),
    .init(
      ["linspace", "arange", "range", "iota", "seq"],
      .words("write `(tabulate (i n) (+ start (* i step)))`")),
    .init(
      ["vector-ref", "list-ref", "aref", "elt", "getindex", "get", "at"], .operation("ref"),
      "indices count from 0"),
    .init(["nth"], .words("write `(ref v i)`, where indices count from 0")),
    .init(["car", "first", "head"], .expression("(ref v 0)")),
    .init(["cadr", "second"], .expression("(ref v 1)")),
    .init(["last"], .expression("(ref v (- (vlen v) 1))")),
    .init(["cdr", "rest", "tail"], .words("write `(slice v 1 n)`, where n is the length")),
    .init(["null?", "empty?", "isempty"], .expression("(= (vlen v) 0)")),
    .init(["cons"], .expression("(append [x] v)")),
    .init(["vector-append", "concat"], .operation("append")),
    .init(["inner", "vdot"], .operation("dot")),
    .init(["mm"], .operation("matmul")), .init(["mv"], .operation("matvec")),
    .init(["norm2", "vecnorm"], .operation("norm")), .init(["tr"], .operation("trace")),
    .init(["determinant"], .operation("det")), .init(["inverse"], .operation("inv")),
    .init(
      ["map", "vector-map", "mapcar", "apply", "filter", "vmap"],
      .words(
        "functions are no values: operations take whole vectors, and `(tabulate (i n) …)` makes one"
      )),
    .init(
      ["fold", "foldl", "foldr", "fold-left", "fold-right", "reduce", "accumulate"],
      .words("write `(loop ((i 0) (s 0)) (if (= i n) s (recur (+ i 1) …)))`")),
    .init(
      ["reverse"],
      .words("write `(tabulate (i n) (ref v (- n 1 i)))` with the length in place of n")),
    .init(
      ["cumsum", "cumprod", "accumulate-sum"],
      .words(
        "carry the sum through a `loop`, or `(scan ((s 0) (i 0)) n (recur (+ s (ref v i)) (+ i 1)))`"
      )
    ),
    .init(
      ["median", "sort", "sorted", "argmax", "argmin", "unique", "histogram", "quantile"],
      .words("nothing sorts or searches; `vmin` and `vmax` give the ends")),
    .init(
      [
        "svd", "eig", "eigh", "eigvals", "qr", "lu", "cholesky", "lstsq", "pinv", "kron", "einsum",
      ],
      .words(
        "it is not among the operations; for matrices there are `solve`, `inv`, `det` and `logdet`")
    ),
  ]
}
