;; A value called like a primitive.
;; eval x=0.5 => 6.015724369859302
;; grad x=0.5 => x=8.734006198318347
(let ((exp (exp x))) (* exp (let ((norm 2)) (+ norm exp))))
