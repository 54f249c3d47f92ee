;; What nobody calls asks for no size.
;; eval x=2 => 4
;; warning NC501 4:10-4:16
(define (unused v) (ref v 3))
(* 2 x)
