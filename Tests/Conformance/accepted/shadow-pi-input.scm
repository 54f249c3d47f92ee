;; An input called `pi`.
;; eval pi=3 => 6
;; grad pi=3 => pi=2
(input pi)
(* 2 pi)
