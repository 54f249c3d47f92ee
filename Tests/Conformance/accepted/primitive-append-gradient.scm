;; `append` splits the gradient.
;; eval v=[1,2] w=[4] => 17
;; grad v=[1,2] w=[4] => v=[1,2] w=[3]
(dot (append v w) [1 2 3])
