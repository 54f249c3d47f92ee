;; A bracket missing in a definition: the definitions after it are read as they stand.
;; error NC101 3:1-3:2
(define (f a)
  (* 2 (+ a 1))
(define (g a)
  (f a))
(g x)
