;; A program that is a constant vector.
;; type => (vec 3)
;; eval => [1,2,3]
[1 (+ 1 1) 3]
