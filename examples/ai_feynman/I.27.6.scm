;; I.27.6: Focal length of a lens
(input d1)  ; from 1 to 5
(input d2)  ; from 1 to 5
(input n)   ; from 1 to 5
(/ 1 (+ (/ 1 d1) (/ n d2)))
