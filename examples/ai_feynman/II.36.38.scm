;; II.36.38: Mean field of a ferromagnet
(input mom)      ; from 1 to 3
(input H)        ; from 1 to 3
(input kb)       ; from 1 to 3
(input T)        ; from 1 to 3
(input alpha)    ; from 1 to 3
(input epsilon)  ; from 1 to 3
(input c)        ; from 1 to 3
(input M)        ; from 1 to 3
(+ (/ (* mom H) (* kb T)) (* (/ (* mom alpha) (* epsilon (pow c 2) kb T)) M))
