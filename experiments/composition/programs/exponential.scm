;; The exponential.

(exp x)
