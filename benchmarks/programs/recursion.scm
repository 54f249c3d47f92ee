;; Fibonacci's recursion with velocities added as Einstein does: two calls of itself in every call.

(input a)
(input b)
(input n)  ; how deep

(define (combine x y) (/ (+ x y) (+ 1 (* x y))))
(define (velocity n)
  (cond ((= n 0) a)
        ((= n 1) b)
        (else (combine (velocity (- n 1)) (velocity (- n 2))))))

(velocity n)
