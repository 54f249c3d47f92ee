;; II.11.28: Dielectric constant of a dense medium
(input n)      ; from 0 to 1
(input alpha)  ; from 0 to 1
(+ 1 (/ (* n alpha) (- 1 (/ (* n alpha) 3))))
