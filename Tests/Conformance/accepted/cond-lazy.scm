;; Every clause is looked at only where those before it failed.
;; eval x=0 => 0
;; grad x=0 => x=0
;; eval x=-5 => 0
;; grad x=-5 => x=0
;; eval x=1 => 1
;; grad x=1 => x=-1
;; eval x=8 => 1.0389617614136892
;; grad x=8 => x=0.06015620816973842
(cond ((<= x 0) 0) ((> (log x) 1) (sqrt (- (log x) 1))) (else (- 1 (log x))))
