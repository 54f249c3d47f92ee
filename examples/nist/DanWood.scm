;; NIST DanWood: energy radiated from a carbon filament lamp.
;; The value is the energy radiated, W/cm²/s. Starting values are NIST's second.

(input x)  ; absolute temperature, 1000 K
(parameter b1 0.7)
(parameter b2 4)

(* b1 (pow x b2))
