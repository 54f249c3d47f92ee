;; The size of an identity matrix must be constant.
;; error NC408 4:13-4:14
(input n)
(trace (eye n))
