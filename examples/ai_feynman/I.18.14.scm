;; I.18.14: Angular momentum
(input m)      ; from 1 to 5
(input r)      ; from 1 to 5
(input v)      ; from 1 to 5
(input theta)  ; from 1 to 5
(* m r v (sin theta))
