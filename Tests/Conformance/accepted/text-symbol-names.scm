;; Names with the signs that Scheme allows.
;; eval x=1 => 137
;; grad x=1 => x=1
(let ((a-b 1) (x' 2) (is? 3) (set! 4) (a->b 5) (*star* 6) (<=> 7) (a.b 8) (_ 9) (... 10) ($x 11) (%y 12) (a:b 13) (z@ 14) (~w 15) (^v 16)) (+ x a-b x' is? set! a->b *star* <=> a.b _ ... $x %y a:b z@ ~w ^v))
