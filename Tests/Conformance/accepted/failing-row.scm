;; A computed row that the matrix does not have.
;; eval x=1 i=1 => 5
;; fails x=1 i=2 => index 4:7-4:28
(vsum (row [[x 1] [2 3]] i))
