;; `#t` is 1 and `#f` is 0; the long names of R7RS too.
;; eval x=3 => 4
;; grad x=3 => x=1
(+ (* x #t) (* 10 #f) #true #false)
