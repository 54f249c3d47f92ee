;; III.7.38: Frequency of a spin in a field
(input mom)  ; from 1 to 5
(input B)    ; from 1 to 5
(input h)    ; from 1 to 5
(/ (* 2 mom B) (/ h (* 2 pi)))
