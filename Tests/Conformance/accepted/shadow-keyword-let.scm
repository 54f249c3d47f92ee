;; Even `let`, inside its own body.
;; eval x=3 => 9
;; grad x=3 => x=6
(let ((let x)) (* let let))
