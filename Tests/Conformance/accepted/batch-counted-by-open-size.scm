;; A loop as long as a vector of open length.
;; eval v=[1,2,3] x=2 => 27
;; grad v=[1,2,3] x=2 => v=[4,2,1] x=38
;; eval v=[4] x=0.5 => 4.25
;; grad v=[4] x=0.5 => v=[1] x=1
;; eval v=[1,-1] x=3 => 29
;; grad v=[1,-1] x=3 => v=[3,1] x=28
;; eval v=[0,5] x=-1 => 4
;; grad v=[0,5] x=-1 => v=[-1,1] x=3
(input v (vec n)) (input x)
(loop ((k 0) (s x)) (if (= k (vlen v)) s (recur (+ k 1) (+ (* s x) (ref v k)))))
