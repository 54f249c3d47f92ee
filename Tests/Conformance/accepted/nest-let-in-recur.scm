;; `let` around and inside `recur`.
;; eval x=1 => 54
;; grad x=1 => x=24
;; eval x=0.25 => 36
;; grad x=0.25 => x=24
(loop ((k 0) (a x)) (let* ((b (+ a k)) (done (> k 2))) (if done (let ((c (* b 2))) (+ c a)) (let ((j (+ k 1))) (recur (let ((i j)) i) (let ((d b)) (* d 2)))))))
