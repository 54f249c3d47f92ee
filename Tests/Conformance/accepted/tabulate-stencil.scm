;; A stencil, with its edges as conditions.
;; eval u=[1,4,9,16,25] => [0,2,2,2,0]
;; eval u=[0,1,0,0,2] => [0,-2,1,2,0]
(input u (vec 5))
(tabulate (i 5) (if (or (= i 0) (= i 4)) 0 (+ (ref u (- i 1)) (* -2 (ref u i)) (ref u (+ i 1)))))
