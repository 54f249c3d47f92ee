;; I.41.16: Planck's law of radiation
(input omega)  ; from 1 to 5
(input T)      ; from 1 to 5
(input h)      ; from 1 to 5
(input kb)     ; from 1 to 5
(input c)      ; from 1 to 5
(/ (* (/ h (* 2 pi)) (pow omega 3))
   (* (pow pi 2) (pow c 2) (- (exp (/ (* (/ h (* 2 pi)) omega) (* kb T))) 1)))
