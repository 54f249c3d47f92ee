;; `recur` as the value of a binding.
;; error NC208 3:24-3:33
(loop ((a x)) (let ((b (recur 1))) (+ a b)))
