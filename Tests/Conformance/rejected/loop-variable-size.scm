;; A loop variable that grows.
;; error NC406 3:51-3:65
(loop ((v [x]) (k 0)) (if (> k 3) (vsum v) (recur (append v [1]) (+ k 1))))
