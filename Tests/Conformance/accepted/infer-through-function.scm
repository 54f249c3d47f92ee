;; Kinds are inferred through calls.
;; eval p=[1,2,3] => 14
;; grad p=[1,2,3] => p=[2,4,6]
(define (energy q) (dot q q))
(energy p)
