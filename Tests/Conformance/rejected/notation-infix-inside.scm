;; Infix notation in forms.
;; error NC212 5:10-5:17
;; error NC212 6:15-6:22
;; error NC212 6:23-6:29
(let ((y (x + 1)))
  (if (> y 0) (y * y) cos(y)))
