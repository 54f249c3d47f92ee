;; The product of the elements, with a gradient also where some are 0.
;; eval v=[1,2,6] => 12
;; grad v=[1,2,6] => v=[12,6,2]
;; eval v=[2,0,3] => 0
;; grad v=[2,0,3] => v=[0,6,0]
;; eval v=[0,0,3] => 0
;; grad v=[0,0,3] => v=[0,0,0]
(vprod v)
