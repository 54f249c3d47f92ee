;; NIST Bennett5: magnetisation of a superconductor over time.
;; The value is the magnetism. Starting values are NIST's second.

(input x)  ; logarithm of time
(parameter b1 -1500)
(parameter b2 45)
(parameter b3 0.85)

(* b1 (pow (+ b2 x) (/ -1 b3)))
