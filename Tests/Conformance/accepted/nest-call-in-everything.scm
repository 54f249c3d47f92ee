;; One function called from every form.
;; eval x=4 => 21.650281539872886
;; grad x=4 => x=2.8119951453982974
;; eval x=-9 => 2
;; grad x=-9 => x=0
(define (f a) (if (> a 0) (sqrt a) 0))
(+ (if (> (f x) 1) (f (* 4 x)) (f 0)) (let ((y (f x))) (* y y)) (loop ((k 0) (s 0)) (if (= k 2) s (recur (+ k 1) (+ s (f (+ x k)))))) (vsum (scan ((a x)) 2 (recur (f a)))) (vsum (tabulate (i 2) (f (* i x)))) (dot [(f x) 1] [1 (f 4)]))
