;; `vlen` is the number of elements, also where it is open.
;; eval v=[1,2,3] => 18
;; grad v=[1,2,3] => v=[3,3,3]
;; eval v=[4,5,6,7] => 88
;; grad v=[4,5,6,7] => v=[4,4,4,4]
(* (vlen v) (vsum v))
