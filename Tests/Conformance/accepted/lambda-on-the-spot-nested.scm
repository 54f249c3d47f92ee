;; Functions applied inside functions, with names captured from both.
;; eval x=3 => 35
;; grad x=3 => x=17
((lambda (a) ((lambda (b) (+ (* a b) x)) (* 2 a))) (+ x 1))
