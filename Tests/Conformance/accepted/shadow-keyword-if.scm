;; A local name may be called like a form.
;; eval x=1 => 4
;; grad x=1 => x=1
(let ((if 3)) (+ if x))
