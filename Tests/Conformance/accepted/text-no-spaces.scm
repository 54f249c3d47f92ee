;; Brackets need no spaces around them.
;; type => (vec 2)
;; eval x=3 => [8,5]
(+(* x 2)[1 2](let((y 1))[y(- x)]))
