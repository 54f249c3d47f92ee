;; Powers of a matrix by recursion.
;; eval a=[[2,1],[0.5,3]] => 42.5
;; grad a=[[2,1],[0.5,3]] => a=[[13.5,7.5],[15,28.5]]
(input a (mat 2 2))
(define (power n) (if (= n 0) (eye 2) (matmul a (power (- n 1)))))
(trace (power 3))
