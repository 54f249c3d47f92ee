;; A square bracket closed by a parenthesis.
;; error NC103 3:13-3:14
(vsum [1 2 x))
