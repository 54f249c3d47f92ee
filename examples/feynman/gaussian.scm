;; Gaussian of width σ, of height 1.

(input θ)        ; -5 to 5
(parameter σ 2)  ; standard deviation

(exp (/ (- (pow θ 2)) (* 2 (pow σ 2))))
