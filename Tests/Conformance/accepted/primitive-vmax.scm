;; The largest element; elements that tie share the gradient.
;; eval v=[3,1,2] => 3
;; grad v=[3,1,2] => v=[1,0,0]
;; eval v=[-5] => -5
;; grad v=[-5] => v=[1]
;; eval v=[2,2,1] => 2
;; grad v=[2,2,1] => v=[0.5,0.5,0]
(vmax v)
