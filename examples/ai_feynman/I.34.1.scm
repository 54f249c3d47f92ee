;; I.34.1: Doppler effect, source approaching
(input c)        ; from 3 to 10
(input v)        ; from 1 to 2
(input omega_0)  ; from 1 to 5
(/ omega_0 (- 1 (/ v c)))
