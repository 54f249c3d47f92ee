;; III.15.12: Energy band of a crystal
(input U)  ; from 1 to 5
(input k)  ; from 1 to 5
(input d)  ; from 1 to 5
(* 2 U (- 1 (cos (* k d))))
