;; `square` is the operand times itself.
;; eval x=3 => 9
;; grad x=3 => x=6
;; eval x=-1.25 => 1.5625
;; grad x=-1.25 => x=-2.5
;; eval x=0 => 0
;; grad x=0 => x=0
(square x)
