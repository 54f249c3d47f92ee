;; `loop` binds a name twice.
;; error NC206 3:15-3:16
(loop ((a x) (a 2)) (+ a 1))
