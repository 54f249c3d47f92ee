;; `ref` counts from 0 and truncates its index toward zero.
;; eval i=0 v=[10,20] => 120
;; grad i=0 v=[10,20] => i=0 v=[0,1]
;; eval i=1.9 v=[10,20] => 220
;; eval i=2 v=[10,20] => 320
;; eval i=-0.5 v=[10,20] => 120
(+ (* 100 (ref [1 2 3] i)) (ref v 1))
