;; Sizes that may or may not agree: twice one length and three times another.
;; error NC411 4:23-4:37
(input v (vec n)) (input w (vec m))
(vsum (+ (append v v) (append w w w)))
