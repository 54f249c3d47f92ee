;; I.25.13: Voltage of a capacitor
(input q)  ; from 1 to 5
(input C)  ; from 1 to 5
(/ q C)
