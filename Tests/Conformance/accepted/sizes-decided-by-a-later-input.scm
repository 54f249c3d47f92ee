;; The length of v follows from those of u and w, and w comes after it.
;; eval u=[1] v=[2,3] w=[4] => 18
(vsum (+ (append u v) (append w w w)))
