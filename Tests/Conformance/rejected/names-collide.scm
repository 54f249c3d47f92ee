;; Two inputs that Python cannot tell apart.
;; error NC306 4:8-4:11
(input a-b)
(input a_b)
(+ a-b a_b)
