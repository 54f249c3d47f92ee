;; Newton's method; its derivative is that of the rounds taken.
;; eval a=2 => 1.4142135623730951
;; grad a=2 => a=0.3535533905932738
;; eval a=1.5 => 1.224744871391589
;; grad a=1.5 => a=0.408248290463863
;; tolerance 1e-9
(loop ((x a) (k 0)) (if (= k 8) x (recur (/ (+ x (/ a x)) 2) (+ k 1))))
