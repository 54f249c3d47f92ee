;; Local functions that call each other.
;; eval x=2 => 18
;; grad x=2 => x=9
(letrec ((even (lambda (n) (if (= n 0) x (odd (- n 1)))))
         (odd (lambda (n) (if (= n 0) (- x) (even (- n 1))))))
  (+ (* 10 (even 4)) (odd 4)))
