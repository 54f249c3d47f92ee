;; An endless loop whose value must be a vector: nothing says of which size, and nothing need.
;; fails x=1 => iterations 5:12-5:36
;; options max-iterations=100
;; warning NC504 5:12-5:36
(+ x (vsum (loop ((k x)) (recur k))))
