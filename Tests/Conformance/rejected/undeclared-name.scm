;; An undeclared name in a program that declares its inputs.
;; error NC302 4:6-4:7
(input x)
(+ x y)
