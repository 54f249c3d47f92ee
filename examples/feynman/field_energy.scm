;; Energy density of an electric field: c E².

(input E)            ; field strength, 0.1 to 5
(parameter c 4.427)  ; half the permittivity

(* c (pow E 2))
