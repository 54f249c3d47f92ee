;; A constant that nothing mentions.
;; eval x=3 => 9
;; grad x=3 => x=6
;; warning NC501 5:9-5:10
(define k 3)
(square x)
