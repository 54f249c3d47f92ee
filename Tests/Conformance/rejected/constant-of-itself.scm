;; A constant that depends on itself.
;; error NC305 3:9-3:10
(define a (+ a x))
(* 2 a)
