;; Elementwise primitives take vectors.
;; eval v=[1,-2,0.5] => [3.2093504259793386,8.47975867210497,2.085956198316836]
(input v (vec n))
(+ (sin v) (exp (- v)) (abs v) (max v 0))
