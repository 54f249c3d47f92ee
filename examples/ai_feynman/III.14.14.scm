;; III.14.14: Current of a diode
(input I_0)   ; from 1 to 5
(input q)     ; from 1 to 2
(input Volt)  ; from 1 to 2
(input kb)    ; from 1 to 2
(input T)     ; from 1 to 2
(* I_0 (- (exp (/ (* q Volt) (* kb T))) 1))
