;; A constant that is infinite or NaN though what it is made of is not.
;; eval x=2 => 4
;; grad x=2 => x=1
;; warning NC503 6:20-6:27
;; warning NC503 6:43-6:52
(+ x (if (> x 0) 1 (/ 1 0)) (if (> x 0) 1 (sqrt -1)))
