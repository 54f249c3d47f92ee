;; A character that no name can have.
;; error NC105 3:6-3:7
(+ x \ 1)
