;; A typed parameter is [name : type].
;; error NC201 3:12-3:23
(define (f [r (vec 3)]) (norm r))
(f [x 1 2])
