;; III.4.32: Bose-Einstein distribution
(input h)      ; from 1 to 5
(input omega)  ; from 1 to 5
(input kb)     ; from 1 to 5
(input T)      ; from 1 to 5
(/ 1 (- (exp (/ (* (/ h (* 2 pi)) omega) (* kb T))) 1))
