;; A local name in place of a trainable constant.
;; eval x=3 => 106
;; grad x=3 => x=2
(input x)
(parameter k 2)
(+ (* k x) (let ((k 100)) k))
