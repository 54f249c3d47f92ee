;; I.29.16: Amplitude of two waves together
(input x1)      ; from 1 to 5
(input x2)      ; from 1 to 5
(input theta1)  ; from 1 to 5
(input theta2)  ; from 1 to 5
(sqrt (- (+ (pow x1 2) (pow x2 2)) (* 2 x1 x2 (cos (- theta1 theta2)))))
