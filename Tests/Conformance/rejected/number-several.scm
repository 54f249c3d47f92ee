;; All malformed numbers of a program.
;; error NC104 5:6-5:11
;; error NC104 5:12-5:16
;; error NC104 5:19-5:22
(+ x 1_000 0x10 3 1e+)
