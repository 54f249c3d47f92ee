;; A program that is its input.
;; type => real
;; eval x=3 => 3
;; grad x=3 => x=1
x
