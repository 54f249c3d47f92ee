;; A bracket of brackets is a matrix by rows.
;; type => (mat 2 2)
;; eval x=3 => [[11,22],[33,44]]
(+ [[1 2] [x 4]] (mat [10 20] [30 40]))
