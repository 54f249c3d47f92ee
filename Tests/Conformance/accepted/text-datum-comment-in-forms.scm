;; `#;` may stand anywhere between data.
;; eval x=2 => 2
;; grad x=2 => x=1
;; eval x=-2 => 2
;; grad x=-2 => x=-1
(let ((a x) #;(b 2)) #;(+ a b) (if #;no (> a 0) a #;(never) (- a)))
