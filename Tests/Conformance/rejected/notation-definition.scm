;; A definition with its name before the parentheses; its calls are no further mistakes.
;; error NC212 3:9-3:13
(define f(x) (* 2 x))
(f y)
