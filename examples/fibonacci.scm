;; Fibonacci's recursion from two seeds. The result is linear in them: its derivatives are Fibonacci
;; numbers too.

(input a)
(input b)

(define (fib n)
  (cond ((= n 0) a)
        ((= n 1) b)
        (else (+ (fib (- n 1)) (fib (- n 2))))))

(fib 12)
