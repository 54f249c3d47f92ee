;; II.24.17: Wave number in a waveguide
(input omega)  ; from 4 to 6
(input c)      ; from 1 to 2
(input d)      ; from 2 to 4
(sqrt (- (/ (pow omega 2) (pow c 2)) (/ (pow pi 2) (pow d 2))))
