;; Two free names that Python cannot tell apart.
;; error NC306 3:8-3:11
(+ a.b a-b)
