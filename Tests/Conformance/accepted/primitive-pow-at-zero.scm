;; The square of zero has slope zero.
;; eval x=0 => 0
;; grad x=0 => x=0
(pow x 2)
