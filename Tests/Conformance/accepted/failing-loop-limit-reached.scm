;; The body runs as often as the limit says, and no more.
;; options max-iterations=100
;; eval n=99 x=1 => 100
;; grad n=99 x=1 => n=0 x=1
;; fails n=100 x=1 => iterations 6:1-6:52
(loop ((k 0)) (if (= k n) (+ x k) (recur (+ k 1))))
