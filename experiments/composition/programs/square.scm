;; The square.

(square x)
