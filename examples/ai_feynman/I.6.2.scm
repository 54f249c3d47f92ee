;; I.6.2: Normal distribution
(input sigma)  ; from 1 to 3
(input theta)  ; from 1 to 3
(/ (exp (/ (- (pow (/ theta sigma) 2)) 2)) (* (sqrt (* 2 pi)) sigma))
