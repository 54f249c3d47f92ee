;; A loop that would look outside its vector is not run by elements that do not take it.
;; eval n=0 x=2 => 0
;; grad n=0 x=2 => n=0 x=0
;; eval n=2 x=2 => 22
;; grad n=2 x=2 => n=0 x=11
;; eval n=9 x=2 => -2
;; grad n=9 x=2 => n=0 x=-1
;; eval n=3 x=3 => 333
;; grad n=3 x=3 => n=0 x=111
(if (< n 4)
    (loop ((k 0) (s 0)) (if (= k n) s (recur (+ k 1) (+ s (* x (ref [1 10 100] k))))))
    (- x))
