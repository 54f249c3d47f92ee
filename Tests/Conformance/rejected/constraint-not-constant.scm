;; A bound that is not known when the program is compiled, and one that is infinite.
;; error NC415 5:25-5:26
;; warning NC503 6:25-6:32
;; error NC415 6:25-6:32
(parameter a 1 (at-most x))
(parameter b 1 (at-most (/ 1 0)))
(* a b x)
