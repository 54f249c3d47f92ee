;; No bindings at all.
;; eval x=1 => 2
;; grad x=1 => x=1
(let () (let* () (letrec () (+ x 1))))
