;; Bindings may be written in square brackets.
;; eval x=4 => 8
;; grad x=4 => x=2
(let ([a x] [b 2]) (* a b))
