;; A constant of the program.
;; eval x=0.5 => 0.7071067811865476
;; grad x=0.5 => x=1.1107207345395915
;; eval x=-0.25 => -0.3826834323650898
;; grad x=-0.25 => x=1.4512265760697156
(define tau (* 2 pi))
(define half (/ tau 4))
(sin (* half x))
