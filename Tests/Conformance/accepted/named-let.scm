;; Scheme's named `let`.
;; eval x=3 => 48
;; grad x=3 => x=16
(let again ((k 0) (s x)) (if (= k 4) s (again (+ k 1) (* 2 s))))
