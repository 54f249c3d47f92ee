;; The logistic map x ← r x (1 − x), n times, with n different for every element of a batch.

(input x)
(input n)
(parameter r 3.2)

(loop ((x x) (k 0))
  (if (< k n) (recur (* r x (- 1 x)) (+ k 1)) x))
