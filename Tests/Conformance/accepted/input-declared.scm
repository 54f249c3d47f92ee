;; Inputs in declared order, with types.
;; eval b=[1,2] a=3 => 9
;; grad b=[1,2] a=3 => b=[3,3] a=3
(input b (vec 2))
(input a)
(* a (vsum b))
