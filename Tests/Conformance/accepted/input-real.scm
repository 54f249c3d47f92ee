;; A scalar may be declared as `real`.
;; eval x=3 => 9
;; grad x=3 => x=6
(input x real)
(square x)
