;; `(solve a b)` is x with a x = b.
;; type => (vec 2)
;; eval a=[[2,1],[0.5,3]] => [0.18181818181818182,0.6363636363636364]
(input a (mat 2 2))
(solve a [1 2])
