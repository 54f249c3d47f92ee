;; III.8.54: Probability of a two-state system
(input E_n)  ; from 1 to 2
(input t)    ; from 1 to 2
(input h)    ; from 1 to 4
(pow (sin (/ (* E_n t) (/ h (* 2 pi)))) 2)
