;; II.37.1: Energy of a magnetised body
(input mom)  ; from 1 to 5
(input B)    ; from 1 to 5
(input chi)  ; from 1 to 5
(* mom (+ 1 chi) B)
