;; A free name with no other evidence is a real.
;; type => real
;; eval x=3 => 3
;; grad x=3 => x=1
(let ((y x)) y)
