;; A parameter that does not occur in the program.
;; options parameter=k:2
;; error NC308 none
(square x)
