;; The logistic map x ← r x (1 − x), n times, with n different for every element of a batch.

(input x)  ; 0 to 1
(input n)  ; how often
(parameter r 3.7)

(let again ((x x) (k 0))
  (if (< k n) (again (* r x (- 1 x)) (+ k 1)) x))
