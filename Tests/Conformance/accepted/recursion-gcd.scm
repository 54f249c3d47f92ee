;; Euclid's algorithm.
;; eval a=48 b=36 => 12
;; eval a=17 b=5 => 1
;; eval a=9 b=0 => 9
;; eval a=270 b=192 => 6
(define (gcd a b) (if (= b 0) a (gcd b (remainder a b))))
(gcd a b)
