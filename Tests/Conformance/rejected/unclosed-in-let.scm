;; A bracket missing behind the bindings of a `let`: one error.
;; error NC101 3:1-3:2
(let ((a 1)
      (b 2))
  (+ a b x)
