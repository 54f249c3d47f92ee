;; I.6.2b: Normal distribution, shifted
(input sigma)   ; from 1 to 3
(input theta)   ; from 1 to 3
(input theta1)  ; from 1 to 3
(/ (exp (/ (- (pow (/ (- theta theta1) sigma) 2)) 2)) (* (sqrt (* 2 pi)) sigma))
