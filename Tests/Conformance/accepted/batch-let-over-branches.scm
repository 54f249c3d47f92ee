;; A value that only one branch uses, with an infinite derivative elsewhere.
;; eval x=4 => 3.386294361119891
;; grad x=4 => x=0.5
;; eval x=0.25 => 0.5
;; grad x=0.25 => x=1
;; eval x=0 => 0
;; grad x=0 => x=0
;; eval x=-1 => 0
;; grad x=-1 => x=0
(let ((root (sqrt x)) (log-x (log x))) (if (> x 1) (+ root log-x) (if (> x 0) root 0)))
