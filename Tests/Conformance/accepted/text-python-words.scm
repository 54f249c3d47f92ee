;; Local names that mean something to Python.
;; eval x=1 => 78
;; grad x=1 => x=1
(let ((class x) (None 2) (self 3) (torch 4) (def 5) (forward 6) (import 7) (__init__ 8) (math 9) (True 10) (print 11) (super 12)) (+ class None self torch def forward import __init__ math True print super))
