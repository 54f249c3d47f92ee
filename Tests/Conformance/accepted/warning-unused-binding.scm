;; A binding that nothing mentions.
;; eval x=1 => 2
;; grad x=1 => x=1
;; warning NC501 5:8-5:9
(let ((y (* 2 x)) (z 1)) (+ x z))
