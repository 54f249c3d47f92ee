;; III.4.33: Mean energy of an oscillator
(input h)      ; from 1 to 5
(input omega)  ; from 1 to 5
(input kb)     ; from 1 to 5
(input T)      ; from 1 to 5
(/ (* (/ h (* 2 pi)) omega) (- (exp (/ (* (/ h (* 2 pi)) omega) (* kb T))) 1))
