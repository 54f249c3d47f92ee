;; A named `let` inside `letrec` inside `let` inside a function.
;; eval x=1.5 => 10.5
;; grad x=1.5 => x=7
(define (f a)
  (let ((b (* 2 a)))
    (letrec ((g (lambda (n) (let again ((k n) (s b)) (if (= k 0) s (again (- k 1) (+ s a)))))))
      (+ (g 1) (g 2)))))
(f x)
