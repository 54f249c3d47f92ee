;; Derivatives and comparisons do not see what the program calls `*`, `=` or `select`.
;; eval x=2 => 1026.2360679774997
;; grad x=2 => x=6.894427190999916
;; eval x=-3 => 1026.1622776601685
;; grad x=-3 => x=-5.948683298050514
(define (* a b) (+ a b 1000))
(define (= a b) 7)
(define (select a b c) 8)
(+ (square x) (max x 1) (norm [x 1]) (= x 1) (select 1 2 x) (* x 1))
