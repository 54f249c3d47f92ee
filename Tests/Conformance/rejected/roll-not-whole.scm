;; Places are whole numbers, and not more than can be counted.
;; error NC409 4:12-4:15
;; error NC409 4:31-4:36
(+ (roll v 1.5) (roll [1 2 x] 1e300))
