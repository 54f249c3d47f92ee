;; The root of a square and a little: smooth where x is 0.

(sqrt (+ (square x) 0.01))
