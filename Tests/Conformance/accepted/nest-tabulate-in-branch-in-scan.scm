;; A table inside a branch inside a scan.
;; type => (mat 3 3)
;; eval x=8 => [[16,3,8],[8,1.5,4],[16,4.5,16]]
;; eval x=1 => [[2,3,8],[4,9,32],[8,27,128]]
(scan ((v [x 1 2])) 3 (if (> (ref v 0) 10) (recur (tabulate (i 3) (/ (ref v i) 2))) (recur (tabulate (i 3) (* (ref v i) (+ i 2))))))
