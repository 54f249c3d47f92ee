;; `(roll v k)` moves every element k places on, and around the end.
;; eval v=[1,2,3] => [3,1,2]
;; eval v=[4] => [4]
(roll v 1)
