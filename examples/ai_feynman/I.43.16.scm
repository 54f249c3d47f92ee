;; I.43.16: Drift velocity of an ion
(input mu_drift)  ; from 1 to 5
(input q)         ; from 1 to 5
(input Volt)      ; from 1 to 5
(input d)         ; from 1 to 5
(/ (* mu_drift q Volt) d)
