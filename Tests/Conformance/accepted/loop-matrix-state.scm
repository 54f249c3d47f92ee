;; A loop whose state is a matrix: the powers of a matrix.
;; eval a=[[2,1],[0.5,3]] => 42.5
;; grad a=[[2,1],[0.5,3]] => a=[[13.5,7.5],[15,28.5]]
;; eval a=[[0,1],[1,1]] => 4
;; grad a=[[0,1],[1,1]] => a=[[3,3],[3,6]]
(input a (mat 2 2))
(trace (loop ((k 0) (p (eye 2))) (if (< k 3) (recur (+ k 1) (matmul p a)) p)))
