;; Planck's law: the energy of a photon of frequency f.

(input f)            ; frequency, 0.1 to 10
(parameter h 6.626)  ; Planck's constant

(* h f)
