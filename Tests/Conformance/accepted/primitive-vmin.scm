;; The smallest element; elements that tie share the gradient.
;; eval v=[3,1,2] => 1
;; grad v=[3,1,2] => v=[0,1,0]
;; eval v=[-5] => -5
;; grad v=[-5] => v=[1]
;; eval v=[1,2,1] => 1
;; grad v=[1,2,1] => v=[0.5,0,0.5]
(vmin v)
