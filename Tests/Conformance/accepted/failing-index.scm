;; A computed index outside its vector is an error that names the place.
;; eval i=0 => 2
;; eval i=2.5 => 6
;; fails i=3 => index 6:6-6:21
;; fails i=-1 => index 6:6-6:21
(* 2 (ref [1 2 3] i))
