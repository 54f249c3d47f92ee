;; I.34.27: Energy of a photon
(input omega)  ; from 1 to 5
(input h)      ; from 1 to 5
(* (/ h (* 2 pi)) omega)
