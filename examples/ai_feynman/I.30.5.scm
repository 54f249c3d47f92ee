;; I.30.5: Diffraction grating
(input lambd)  ; from 1 to 2
(input d)      ; from 2 to 5
(input n)      ; from 1 to 5
(asin (/ lambd (* n d)))
