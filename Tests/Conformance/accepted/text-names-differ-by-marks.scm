;; Local names that differ only in characters that Python does not allow.
;; eval x=1 => 4321
;; grad x=1 => x=1
(let ((a-b x) (a_b 2) (a.b 3) (a?b 4)) (+ a-b (* 10 a_b) (* 100 a.b) (* 1000 a?b)))
