;; A vector with a name.
;; eval x=2 => 1.5275252316519468
;; grad x=2 => x=-0.2182178902359924
;; eval x=-0.5 => 0.6546536707079772
;; grad x=-0.5 => x=0.3740878118331298
(let* ((v [x (square x) 1]) (n (norm v))) (/ (vsum v) n))
