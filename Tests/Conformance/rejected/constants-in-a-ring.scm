;; Two constants that depend on each other.
;; error NC305 3:9-3:10
(define a (* 2 b))
(define b (+ a x))
(+ a b)
