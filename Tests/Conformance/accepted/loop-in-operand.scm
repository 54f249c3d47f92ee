;; Loops as operands of one operation.
;; eval x=1 y=5 => 351
;; grad x=1 y=5 => x=351 y=27
;; eval x=2 y=11 => 198
;; grad x=2 y=11 => x=99 y=18
(* (loop ((a x)) (if (> a 10) a (recur (* a 3)))) (loop ((a y)) (if (> a 10) a (recur (+ a 4)))))
