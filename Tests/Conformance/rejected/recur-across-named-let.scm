;; `recur` in a named `let` inside a loop.
;; error NC210 3:48-3:63
(loop ((a x)) (let again ((k 0)) (if (> k 3) a (recur (* 2 a)))))
