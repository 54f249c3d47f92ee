;; A local name outside its scope.
;; error NC302 4:26-4:27
(input x)
(+ (let ((a x)) (* a a)) a)
