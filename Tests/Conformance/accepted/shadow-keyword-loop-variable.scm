;; A loop variable called `loop`; `recur` is untouched.
;; eval x=1.5 => 12
;; grad x=1.5 => x=8
(loop ((loop x) (scan 0)) (if (= scan 3) loop (recur (* 2 loop) (+ scan 1))))
