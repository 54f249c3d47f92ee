;; Names captured from input, constant, parameter, let, loop and index at once.
;; eval x=1 => 68
;; grad x=1 => x=52
;; eval x=-0.5 => -10
;; grad x=-0.5 => x=52
(input x)
(parameter p 2)
(define c (* 10 x))
(define (f a)
  (let ((b (+ a 1)))
    (loop ((k 0) (s 0))
      (if (= k 2) s
        (recur (+ k 1)
               (+ s (vsum (tabulate (i 2)
                 (letrec ((g (lambda (d) (if (> d 0) (g (- d 1)) (+ a b c k i p x d)))))
                   (g 1))))))))))
(f x)
