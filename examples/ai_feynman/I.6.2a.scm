;; I.6.2a: Normal distribution, unit width
(input theta)  ; from 1 to 3
(/ (exp (/ (- (pow theta 2)) 2)) (sqrt (* 2 pi)))
