;; A name that begins with `_` is meant to be unused.
;; eval x=3 _y=1 => 9
;; grad x=3 _y=1 => x=6 _y=0
(input x) (input _y)
(let ((_z x)) (square x))
