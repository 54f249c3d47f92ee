;; A result whose size follows the input.
;; eval v=[1,2] => [1,2,2,4,1]
;; eval v=[3] => [3,6,1]
(append v (* 2 v) [1])
