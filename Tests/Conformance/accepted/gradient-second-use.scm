;; A value that is used often.
;; eval x=1.5 => 148.449462890625
;; grad x=1.5 => x=1100.033203125
;; eval x=-1 => 4
;; grad x=-1 => x=-24
(let* ((a (* x x)) (b (* a a)) (c (* b a))) (+ a b c (* a b c)))
