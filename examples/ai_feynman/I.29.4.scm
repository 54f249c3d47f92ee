;; I.29.4: Wave number
(input omega)  ; from 1 to 10
(input c)      ; from 1 to 10
(/ omega c)
