;; An input and a parameter of one name.
;; error NC206 4:12-4:13
(input x)
(parameter x 1)
(* 2 x)
