;; One mistake is one error: what depends on it is not blamed.
;; error NC301 3:16-3:34
(define (f a) (undefined-function a))
(+ (f x) (norm (f x)) (ref (f x) 0) (dot (f x) [1 2]))
