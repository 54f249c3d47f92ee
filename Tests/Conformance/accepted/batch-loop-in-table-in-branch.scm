;; A loop with its own rounds, in every element of a table, in a branch.
;; eval x=1.75 => 80
;; grad x=1.75 => x=32
;; eval x=-3 => -6
;; grad x=-3 => x=2
;; eval x=7 => 96
;; grad x=7 => x=12
;; eval x=100 => 303
;; grad x=100 => x=3
(if (> x 0)
    (vsum (tabulate (i 3) (loop ((a (+ x i))) (if (> a 20) a (recur (* 2 a))))))
    (* 2 x))
