;; The identity matrix.
;; type => (mat 2 2)
;; eval => [[2,2],[3,5]]
(+ (eye 2) [[1 2] [3 4]])
