;; The Euclidean norm; its gradient at the zero vector is 0.
;; eval v=[3,4] => 5
;; grad v=[3,4] => v=[0.6,0.8]
;; eval v=[1,-2] => 2.23606797749979
;; grad v=[1,-2] => v=[0.4472135954999579,-0.8944271909999159]
;; eval v=[0,0] => 0
;; grad v=[0,0] => v=[0,0]
(norm v)
