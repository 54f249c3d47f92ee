;; An index that a called function looks up.
;; eval x=1.5 j=0 => 3.5
;; eval x=1 j=1 => 5
;; fails x=1 j=2 => index 5:20-5:29
(define (pick v i) (ref v i))
(+ (pick [x 2] j) (pick [1 2 3] (+ j 1)))
