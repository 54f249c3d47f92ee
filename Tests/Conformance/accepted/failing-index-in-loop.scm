;; An index that leaves its vector after some rounds.
;; eval n=3 x=1.5 => 6.5
;; grad n=3 x=1.5 => n=0 x=1
;; eval n=0 x=1 => 0
;; grad n=0 x=1 => n=0 x=0
;; fails n=4 x=1 => index 7:55-7:70
(loop ((k 0) (s 0)) (if (= k n) s (recur (+ k 1) (+ s (ref [x 2 3] k)))))
