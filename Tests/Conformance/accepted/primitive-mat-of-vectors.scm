;; `mat` takes rows that are any vectors.
;; type => (mat 3 3)
;; eval v=[4,5,6] => [[4,5,6],[8,10,12],[1,2,3]]
(mat v (* 2 v) [1 2 3])
