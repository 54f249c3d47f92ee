;; Square root by Newton's method: a loop that ends when it has converged.

(input a)  ; above 0

(loop ((x (max a 1)))
  (let ((next (/ (+ x (/ a x)) 2)))
    (if (< (abs (- next x)) (* 1e-6 next)) next (recur next))))
