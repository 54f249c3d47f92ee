;; `#;` before a closing bracket.
;; error NC106 3:8-3:10
(+ x 1 #;)
