;; Every element of a batch looks up its own place.
;; eval v=[1,2,3,4] i=0 => 4
;; grad v=[1,2,3,4] i=0 => v=[4,0,0,1] i=0
;; eval v=[1,2,3,4] i=1 => 6
;; grad v=[1,2,3,4] i=1 => v=[0,3,2,0] i=0
;; eval v=[5,6,7,8] i=3 => 40
;; grad v=[5,6,7,8] i=3 => v=[8,0,0,5] i=0
(input v (vec 4)) (input i)
(* (ref v i) (ref v (- 3 i)))
