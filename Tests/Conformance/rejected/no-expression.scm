;; Definitions alone.
;; error NC203 3:22-3:23
(define (f a) (* 2 a))
