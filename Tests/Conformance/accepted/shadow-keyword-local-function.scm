;; A local function called `cond`.
;; eval x=3 => 29
;; grad x=3 => x=6
(let ((cond (lambda (a b) (+ a (* 10 b))))) (cond (square x) 2))
