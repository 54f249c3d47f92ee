;; Hooke's law: the force of a spring drawn out by x. The constant is learned with its sign.

(input x)               ; displacement, -3 to 3
(parameter neg-k -2.5)  ; stiffness, negated

(* neg-k x)
