;; `scan` without its body.
;; error NC201 3:1-3:17
(scan ((a x)) 3)
