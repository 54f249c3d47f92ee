;; Kinds are inferred through loops.
;; eval p=[3,4] => 20
;; grad p=[3,4] => p=[2.4,3.2]
(loop ((k 0) (s p)) (if (= k 2) (norm s) (recur (+ k 1) (* 2 s))))
