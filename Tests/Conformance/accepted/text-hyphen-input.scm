;; An input with a hyphen in its name.
;; eval neg-k=3 => 6
;; grad neg-k=3 => neg-k=2
(* 2 neg-k)
