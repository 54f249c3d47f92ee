;; A named `let` that calls itself twice.
;; eval x=1 => 146
;; grad x=1 => x=81
;; eval x=-2 => -97
;; grad x=-2 => x=81
(let tree ((n 4) (a x)) (if (= n 0) a (+ (tree (- n 1) (* 2 a)) (tree (- n 1) (+ a 1)))))
