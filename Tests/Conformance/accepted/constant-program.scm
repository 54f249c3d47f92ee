;; A program without inputs.
;; type => real
;; eval => 6
(* 2 (+ 1 2))
