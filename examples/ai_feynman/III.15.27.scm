;; III.15.27: Allowed wave numbers of a crystal
(input alpha)  ; from 1 to 5
(input n)      ; from 1 to 5
(input d)      ; from 1 to 5
(/ (* 2 pi alpha) (* n d))
