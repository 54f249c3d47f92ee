;; A matrix that grows in value with the rounds of each element.
;; eval a=[[2,1],[0.5,3]] n=0 => 5
;; grad a=[[2,1],[0.5,3]] n=0 => a=[[1,0],[0,1]] n=0
;; eval a=[[2,1],[0.5,3]] n=1 => 16
;; grad a=[[2,1],[0.5,3]] n=1 => a=[[4,1],[2,6]] n=0
(input a (mat 2 2)) (input n)
(trace (loop ((k 0) (p a)) (if (>= k n) p (recur (+ k 1) (+ (matmul p a) (eye 2))))))
