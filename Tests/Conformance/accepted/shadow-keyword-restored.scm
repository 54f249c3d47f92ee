;; A form has its meaning back where the scope of the name ends.
;; eval x=2 => 12
;; grad x=2 => x=1
;; eval x=-2 => 10
;; grad x=-2 => x=0
(+ (let ((if 10)) if) (if (> x 0) x 0))
