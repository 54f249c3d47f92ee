;; The bindings of `let` do not see each other.
;; eval y=10 x=3 => 7
;; grad y=10 x=3 => y=1 x=-1
(let ((x y) (y x)) (- x y))
