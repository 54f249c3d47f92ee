;; I.47.23: Speed of sound
(input gamma)  ; from 1 to 5
(input pr)     ; from 1 to 5
(input rho)    ; from 1 to 5
(sqrt (/ (* gamma pr) rho))
