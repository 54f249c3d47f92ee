;; Some elements would look outside, and do not look.
;; eval v=[1,2,3] i=0 => 1
;; grad v=[1,2,3] i=0 => v=[1,0,0] i=0
;; eval v=[1,2,3] i=7 => 6
;; grad v=[1,2,3] i=7 => v=[1,1,1] i=0
;; eval v=[5,6,7] i=2 => 7
;; grad v=[5,6,7] i=2 => v=[0,0,1] i=0
;; eval v=[5,6,7] i=-4 => 18
;; grad v=[5,6,7] i=-4 => v=[1,1,1] i=0
(input v (vec 3)) (input i)
(if (and (>= i 0) (< i 3)) (ref v i) (vsum v))
