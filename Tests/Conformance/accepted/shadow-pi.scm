;; `pi` is a name like any other.
;; eval x=2 => 9.141592653589793
;; grad x=2 => x=3
(+ pi (let ((pi 3)) (* pi x)))
