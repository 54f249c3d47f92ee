;; An entry that the program does not define.
;; options entry=g
;; error NC307 none
(define (f a) a)
(f x)
