;; III.17.37: Angular distribution of a decay
(input beta)   ; from 1 to 5
(input alpha)  ; from 1 to 5
(input theta)  ; from 1 to 5
(* beta (+ 1 (* alpha (cos theta))))
