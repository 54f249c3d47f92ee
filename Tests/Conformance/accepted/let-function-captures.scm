;; A local function sees the names around it as they were.
;; eval x=4 => 122
;; grad x=4 => x=30
(let* ((k 10) (f (lambda (a) (* k a x))) (k 2)) (+ k (f 3)))
