;; Commas of one list are one mistake.
;; error NC105 4:7-4:8
;; error NC105 4:18-4:19
(max x, y, (min a, b, c))
