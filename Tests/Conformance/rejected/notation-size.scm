;; Arithmetic in a type.
;; error NC309 3:15-3:18
(input v (vec n*2))
(vsum v)
