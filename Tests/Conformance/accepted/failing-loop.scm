;; A loop that goes round more often than the limit.
;; options max-iterations=100
;; eval x=-2 => -2
;; grad x=-2 => x=1
;; fails x=1 => iterations 6:1-6:46
(loop ((a x)) (if (> a 0) (recur (+ a 1)) a))
