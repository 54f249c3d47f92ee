;; A vector of one element and a matrix of one.
;; eval x=2 => 6
;; grad x=2 => x=3
(+ (ref [x] 0) (ref [[x]] 0 0) (det [[x]]))
